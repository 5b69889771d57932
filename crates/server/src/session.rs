//! What all handlers share.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use plimsoll_linter::Settings;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::Uri;

use crate::analysis::{Analysis, File};
use crate::capabilities::Features;
use crate::configuration::Configuration;
use crate::configuration_errors::ConfigurationErrors;
use crate::documents::{Document, Documents};
use crate::environments::{self, Environments};
use crate::lifecycle::Lifecycle;
use crate::logging::LogLine;
use crate::publisher::Publisher;
use crate::selection::FileKind;
use crate::surroundings::Surroundings;
use crate::workspace_diagnostics::KnownReports;

#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) lifecycle: Lifecycle,
    /// Tells `serve` that the client's process is gone.
    pub(crate) client_gone: Notify,
    pub(crate) documents: Documents,
    pub(crate) configuration: Configuration,
    pub(crate) configuration_errors: ConfigurationErrors,
    pub(crate) environments: Environments,
    pub(crate) known_reports: KnownReports,
    pub(crate) publisher: Publisher,
    features: OnceLock<Features>,
    log: Mutex<Option<UnboundedReceiver<LogLine>>>,
}

impl Session {
    pub(crate) fn new(client: Client, log: UnboundedReceiver<LogLine>) -> Self {
        Session {
            client,
            lifecycle: Lifecycle::default(),
            client_gone: Notify::new(),
            documents: Documents::default(),
            configuration: Configuration::default(),
            configuration_errors: ConfigurationErrors::default(),
            environments: Environments::default(),
            known_reports: KnownReports::default(),
            publisher: Publisher::default(),
            features: OnceLock::new(),
            log: Mutex::new(Some(log)),
        }
    }

    /// Settled by `initialize`, before any other handler runs.
    pub(crate) fn features(&self) -> &Features {
        self.features.get_or_init(Features::default)
    }

    pub(crate) fn set_features(&self, features: Features) {
        // Only `initialize` sets them, and the framework lets that through once.
        let _ = self.features.set(features);
    }

    /// The log lines for the client, for the one task that sends them.
    pub(crate) fn take_log(&self) -> Option<UnboundedReceiver<LogLine>> {
        self.log.lock().take()
    }

    /// Lints the document, if that is not done yet, and works with the result, away from the thread that
    /// reads messages. Nothing when that panics.
    pub(crate) async fn analyse<T: Send + 'static>(
        self: &Arc<Self>,
        document: &Document,
        work: impl FnOnce(&Document, &Analysis) -> T + Send + 'static,
    ) -> Option<T> {
        self.configuration.ready().await;
        let surroundings = self.surroundings_of(document);
        surroundings.are_due(self).await;
        let (session, document) = (Arc::clone(self), document.clone());
        let done = spawn_blocking(move || {
            let analysis = document.analysis(&surroundings.environment(&session.documents));
            work(&document, &analysis)
        });
        done.await.inspect_err(|error| tracing::error!("analysis failed: {error}")).ok()
    }

    /// Works with what the document means, away from the thread that reads messages: without the linter, and with as much
    /// of the build context as is known by now. Nothing when that panics.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        document: &Document,
        work: impl FnOnce(&Document, &File) -> T + Send + 'static,
    ) -> Option<T> {
        self.read_with_settings(document, |document, file, _| work(document, file)).await
    }

    /// The same, with what is configured for the document.
    pub(crate) async fn read_with_settings<T: Send + 'static>(
        self: &Arc<Self>,
        document: &Document,
        work: impl FnOnce(&Document, &File, &Settings) -> T + Send + 'static,
    ) -> Option<T> {
        self.configuration.ready().await;
        let surroundings = self.surroundings_of(document);
        surroundings.are_loaded(self).await;
        let (session, document) = (Arc::clone(self), document.clone());
        let done = spawn_blocking(move || {
            let environment = surroundings.environment(&session.documents);
            work(&document, &document.file(&environment), &environment.settings)
        });
        done.await.inspect_err(|error| tracing::error!("reading failed: {error}")).ok()
    }

    /// They are kept as long as the document is open, and it may have been closed meanwhile.
    fn surroundings_of(&self, document: &Document) -> Arc<Surroundings> {
        match self.documents.get(&document.uri) {
            Some(_) => self.environments.of(document),
            None => Arc::new(Surroundings::new(document.uri.clone(), document.kind())),
        }
    }

    /// The settings in force for a document. Reads files: not for the thread that reads messages.
    pub(crate) fn settings_of(&self, uri: &Uri, path: Option<&Path>) -> Settings {
        let client = self.configuration.settings_for(uri);
        let found = path.and_then(|path| Some((path, self.environments.configurations.for_file(path)?)));
        let Some((path, configuration)) = found else { return client };
        self.configuration_errors.publish(&configuration, self);
        configuration.settings_for(path, &client)
    }

    /// A document has a new version, is new or is gone. Where it is an ignore file, that changes what is known about the
    /// Dockerfiles beside it.
    pub(crate) fn document_changed(&self, uri: Uri, kind: FileKind) {
        let mut changed = Vec::new();
        if kind == FileKind::IgnoreFile {
            self.environments.revise();
            changed = self.documents.that_read(&uri);
        }
        changed.push(uri);
        self.look_again_at(changed);
    }

    /// What a folder holds was found out late.
    pub(crate) fn look_again_in(&self, folder: &Path) {
        if self.features().pulls_diagnostics {
            return environments::refresh_client(self);
        }
        let in_folder = |uri: &Uri| uri.to_file_path().is_ok_and(|path| path.parent() == Some(folder));
        let documents = self.documents.all().into_iter().map(|document| document.uri);
        self.look_again_at(documents.filter(in_folder));
    }

    /// A client that asks for diagnostics does so by itself.
    fn look_again_at(&self, documents: impl IntoIterator<Item = Uri>) {
        if !self.features().pulls_diagnostics {
            documents.into_iter().for_each(|uri| self.publisher.document(uri));
        }
    }
}
