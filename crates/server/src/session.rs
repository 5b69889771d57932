//! What all handlers share.

use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::Uri;

use crate::analysis::{Analysis, Environment};
use crate::capabilities::Features;
use crate::configuration::Configuration;
use crate::configuration_errors::ConfigurationErrors;
use crate::documents::{Document, Documents};
use crate::environments::{self, Environments};
use crate::lifecycle::Lifecycle;
use crate::logging::LogLine;
use crate::publisher::Publisher;
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
        let environment = self.environment(&document.uri).await;
        let document = document.clone();
        let done = spawn_blocking(move || {
            let analysis = document.analysis(&environment);
            work(&document, &analysis)
        });
        done.await.inspect_err(|error| tracing::error!("analysis failed: {error}")).ok()
    }

    async fn environment(self: &Arc<Self>, uri: &Uri) -> Arc<Environment> {
        self.configuration.ready().await;
        let session = Arc::clone(self);
        let document = uri.clone();
        self.environments.get(uri, move || session.load_environment(&document)).await
    }

    /// Reads files: not for the thread that reads messages.
    pub(crate) fn load_environment(&self, document: &Uri) -> Environment {
        let settings = self.configuration.settings_for(document);
        let Ok(path) = document.to_file_path() else {
            return Environment { settings, ..Environment::default() };
        };
        let environment = environments::load(&path, &self.environments.configurations, &settings);
        if let Some(configuration) = &environment.configuration {
            self.configuration_errors.publish(configuration, self);
        }
        environment
    }

    /// A document has a new version, is new or is gone.
    pub(crate) fn document_changed(&self, uri: Uri) {
        if !self.features().pulls_diagnostics {
            self.publisher.document(uri);
        }
    }
}
