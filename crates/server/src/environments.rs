//! The surroundings of documents: settings and build contexts, each loaded once, until something changes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use plimsoll_linter::Settings;
use plimsoll_semantics::{BuildContext, NoContext};
use plimsoll_workspace::{Configurations, FolderContext};
use tokio::sync::{Notify, OnceCell};
use tokio::task::spawn_blocking;
use tower_lsp::gen_lsp_types::Uri;

use crate::analysis::Environment;
use crate::session::Session;

/// Files change in flocks: a checkout, an installation. This long after the first one of a flock the
/// documents are looked at again.
const FLOCK: Duration = Duration::from_millis(50);

type Cell = Arc<OnceCell<Arc<Environment>>>;

#[derive(Debug, Default)]
pub(crate) struct Environments {
    by_document: Mutex<HashMap<Uri, Cell>>,
    /// Reads files: not for the thread that reads messages.
    pub(crate) configurations: Configurations,
    revision: AtomicU64,
    changed: Notify,
}

impl Environments {
    /// The environment of an open document. The first to ask loads it, away from the thread that reads
    /// messages; who asks meanwhile waits.
    pub(crate) async fn get(
        &self,
        document: &Uri,
        load: impl FnOnce() -> Environment + Send + 'static,
    ) -> Arc<Environment> {
        let cell = Arc::clone(self.by_document.lock().entry(document.clone()).or_default());
        let loaded = cell.get_or_init(|| async {
            let loaded = spawn_blocking(load).await;
            Arc::new(
                loaded.inspect_err(|error| tracing::error!("loading failed: {error}")).unwrap_or_default(),
            )
        });
        Arc::clone(loaded.await)
    }

    /// Settings have changed: nothing that was loaded is certain.
    pub(crate) fn forget(&self) {
        self.by_document.lock().clear();
        self.mark_changed();
    }

    /// A file was created or deleted: it is in the build contexts of Dockerfiles beside and above it.
    pub(crate) fn forget_around(&self, file: &Path) {
        let is_around = |document: &Uri| {
            let document = document.to_file_path().unwrap_or_default();
            document.parent().is_some_and(|folder| file.starts_with(folder))
        };
        self.by_document.lock().retain(|document, _| !is_around(document));
        self.mark_changed();
    }

    fn mark_changed(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    /// Another after every change.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// Of a document that is closed.
    pub(crate) fn forget_one(&self, document: &Uri) {
        self.by_document.lock().remove(document);
    }

    fn knows(&self, document: &Uri) -> bool {
        self.by_document.lock().contains_key(document)
    }
}

/// Loads what surrounds a Dockerfile on disk; `client` are the client's settings.
pub(crate) fn load(path: &Path, configurations: &Configurations, client: &Settings) -> Environment {
    let configuration = configurations.for_file(path);
    let settings = match &configuration {
        Some(configuration) => configuration.settings_for(path, client),
        None => client.clone(),
    };
    let context: Arc<dyn BuildContext> = match FolderContext::load(path, &|| false) {
        Some(context) => Arc::new(context),
        None => Arc::new(NoContext),
    };
    Environment { settings, context, root: path.parent().map(Path::to_owned), configuration }
}

/// Has the documents looked at again whose surroundings have changed.
pub(crate) async fn follow_changes(session: Arc<Session>) {
    loop {
        session.environments.changed.notified().await;
        tokio::time::sleep(FLOCK).await;
        if session.features().pulls_diagnostics {
            refresh_client(&session);
            continue;
        }
        for document in session.documents.all() {
            if !session.environments.knows(&document.uri) {
                session.publisher.document(document.uri);
            }
        }
    }
}

fn refresh_client(session: &Session) {
    if session.features().refreshes_diagnostics {
        let client = session.client.clone();
        tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
    }
}
