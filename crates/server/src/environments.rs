//! The surroundings of documents: settings and build contexts, each loaded once, until something changes.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use plimsoll_workspace::Configurations;
use tokio::sync::Notify;
use tower_lsp::gen_lsp_types::Uri;

use crate::documents::Document;
use crate::session::Session;
use crate::surroundings::Surroundings;
use crate::walks::Walks;

/// Files change in flocks: a checkout, an installation. This long after the first one of a flock the
/// documents are looked at again.
const FLOCK: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub(crate) struct Environments {
    by_document: Mutex<HashMap<Uri, Arc<Surroundings>>>,
    pub(crate) walks: Walks,
    /// Reads files: not for the thread that reads messages.
    pub(crate) configurations: Configurations,
    revision: AtomicU64,
    changed: Notify,
}

impl Environments {
    /// Of an open document.
    pub(crate) fn of(&self, document: &Document) -> Arc<Surroundings> {
        let new = || Arc::new(Surroundings::new(document.uri.clone(), document.kind()));
        Arc::clone(self.by_document.lock().entry(document.uri.clone()).or_insert_with(new))
    }

    /// Settings have changed: nothing that was loaded is certain.
    pub(crate) fn forget(&self) {
        self.by_document.lock().values_mut().for_each(renew);
        self.mark_changed();
    }

    /// A file was created or deleted, or an ignore file has changed: it is in the build contexts of Dockerfiles beside and
    /// above it.
    pub(crate) fn forget_around(&self, file: &Path) {
        self.walks.forget_around(file);
        let is_around = |document: &Uri| {
            let document = document.to_file_path().unwrap_or_default();
            document.parent().is_some_and(|folder| file.starts_with(folder))
        };
        let mut by_document = self.by_document.lock();
        by_document.iter_mut().filter(|(document, _)| is_around(document)).for_each(|(_, old)| renew(old));
        drop(by_document);
        self.mark_changed();
    }

    fn mark_changed(&self) {
        self.revise();
        self.changed.notify_one();
    }

    /// What was said about files that are not open may be no longer true.
    pub(crate) fn revise(&self) {
        self.revision.fetch_add(1, Ordering::Relaxed);
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
        self.by_document.lock().get(document).is_some_and(|surroundings| surroundings.is_loaded())
    }
}

fn renew(surroundings: &mut Arc<Surroundings>) {
    *surroundings = Arc::new(surroundings.renewed());
}

/// Has the documents looked at again whose surroundings have changed.
pub(crate) async fn follow_changes(session: Arc<Session>) {
    loop {
        session.environments.changed.notified().await;
        tokio::time::sleep(FLOCK).await;
        refresh_extras(&session);
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

/// Inlay hints and lenses: which are shown is a setting.
fn refresh_extras(session: &Session) {
    if session.features().refreshes_inlay_hints {
        let client = session.client.clone();
        tokio::spawn(async move { client.inlay_hint_refresh().await });
    }
    if session.features().refreshes_code_lens {
        let client = session.client.clone();
        tokio::spawn(async move { client.code_lens_refresh().await });
    }
}

pub(crate) fn refresh_client(session: &Session) {
    if session.features().refreshes_diagnostics {
        let client = session.client.clone();
        tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
    }
}
