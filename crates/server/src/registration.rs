//! What the server asks of the client: settings, and news about files.

use std::sync::Arc;

use plimsoll_workspace::{CONFIG_NAMES, HADOLINT_NAMES};
use serde_json::json;
use tower_lsp::gen_lsp_types::{
    DidChangeConfigurationParams, DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, FileChangeType, FileSystemWatcher, GlobPattern, MessageType,
    Registration, WatchKind,
};

use crate::configuration::SECTION;
use crate::convert;
use crate::server::Server;
use crate::session::Session;

/// What there is to do once the client is ready for requests.
pub(crate) async fn after_initialized(session: Arc<Session>) {
    tokio::spawn(send_log(Arc::clone(&session)));
    complain(&session, session.configuration.take_complaints()).await;
    ask_for_configuration(&session).await;
    let registrations = registrations(&session);
    if !registrations.is_empty()
        && let Err(error) = session.client.register_capability(registrations).await
    {
        tracing::warn!("the client does not watch files or settings for us: {error}");
    }
}

async fn send_log(session: Arc<Session>) {
    let Some(mut lines) = session.take_log() else { return };
    while let Some((level, text)) = lines.recv().await {
        session.client.log_message(convert::message_type(level), text).await;
    }
}

fn registrations(session: &Session) -> Vec<Registration> {
    let features = session.features();
    let registration = |method: &str, options| Registration {
        id: method.to_owned(),
        method: method.to_owned(),
        register_options: Some(options),
    };
    let mut registrations = Vec::new();
    if features.registers_configuration {
        registrations.push(registration("workspace/didChangeConfiguration", json!({ "section": SECTION })));
    }
    if features.registers_watchers
        && let Ok(options) = serde_json::to_value(watchers())
    {
        registrations.push(registration("workspace/didChangeWatchedFiles", options));
    }
    registrations
}

const IGNORE_FILES: &str = "**/{.dockerignore,*.dockerignore,.containerignore,*.containerignore}";

/// The content of configuration and ignore files; of all others, whether they are there.
fn watchers() -> DidChangeWatchedFilesRegistrationOptions {
    let watcher =
        |glob: &str, kind| FileSystemWatcher { glob_pattern: GlobPattern::Pattern(glob.to_owned()), kind };
    DidChangeWatchedFilesRegistrationOptions {
        watchers: vec![
            watcher("**/{plimsoll.toml,.plimsoll.toml,.hadolint.yaml,.hadolint.yml}", None),
            watcher(IGNORE_FILES, None),
            watcher("**/*", Some(WatchKind::Create | WatchKind::Delete)),
        ],
    }
}

async fn ask_for_configuration(session: &Arc<Session>) {
    if !session.features().answers_configuration {
        return;
    }
    match session.client.configuration(session.configuration.questions()).await {
        Ok(answers) => {
            let complaints = session.configuration.replace(&answers);
            complain(session, complaints).await;
        }
        Err(error) => tracing::warn!("the client does not say its settings: {error}"),
    }
    session.environments.forget();
    session.configuration.set_ready();
}

async fn complain(session: &Session, complaints: Vec<String>) {
    for complaint in complaints {
        session.client.show_message(MessageType::Warning, format!("Plimsoll settings: {complaint}")).await;
    }
}

impl Server {
    pub(crate) async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        let session = Arc::clone(&self.session);
        if session.features().answers_configuration {
            tokio::spawn(async move { ask_for_configuration(&session).await });
        } else {
            let complaints = session.configuration.update(&params.settings);
            session.environments.forget();
            tokio::spawn(async move { complain(&session, complaints).await });
        }
    }

    pub(crate) async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        for change in params.changes {
            let Ok(path) = change.uri.to_file_path() else { continue };
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if CONFIG_NAMES.iter().chain(&HADOLINT_NAMES).any(|known| name == *known) {
                self.session.environments.configurations.invalidate();
                self.session.environments.forget();
                if change.kind == FileChangeType::Deleted {
                    self.session.configuration_errors.clear(&path, &self.session);
                }
            } else {
                self.session.environments.forget_around(&path);
            }
        }
    }

    pub(crate) async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        self.session.configuration.change_folders(params.event.added, &params.event.removed);
        let session = Arc::clone(&self.session);
        tokio::spawn(async move { ask_for_configuration(&session).await });
    }
}
