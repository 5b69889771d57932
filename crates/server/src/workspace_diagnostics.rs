//! `workspace/diagnostic`: the Dockerfiles and ignore files of all folders, open or not.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use parking_lot::Mutex;
use plimsoll_workspace::{find_files, read_source};
use tokio::task::spawn_blocking;
use tower_lsp::gen_lsp_types::{
    Diagnostic, FullDocumentDiagnosticReport, ProgressToken, SymbolInformation,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport as Report, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::diagnostics;
use crate::documents::Document;
use crate::progress::{Progress, Token};
use crate::selection::FileKind;
use crate::server::Server;
use crate::session::Session;
use crate::surroundings::Surroundings;
use crate::workspace_symbols::symbols_of;

/// Reports of files on disk, so that a client that asks every two seconds costs nothing when nothing changes.
#[derive(Debug, Default)]
pub(crate) struct KnownReports(Mutex<HashMap<Uri, KnownReport>>);

#[derive(Debug)]
struct KnownReport {
    stamp: Stamp,
    result_id: String,
    /// What `workspace/symbol` tells about the file.
    symbols: Vec<SymbolInformation>,
}

impl KnownReports {
    /// The symbols of all files but those that are open: as the files were when they were last read.
    pub(crate) fn symbols_but_of(&self, open: &[Document]) -> Vec<SymbolInformation> {
        let known = self.0.lock();
        let others = known.iter().filter(|(uri, _)| !open.iter().any(|document| document.uri == **uri));
        others.flat_map(|(_, report)| report.symbols.iter().cloned()).collect()
    }

    /// Forgets files that are gone.
    fn keep(&self, files: &[Uri]) {
        let files: HashSet<&Uri> = files.iter().collect();
        self.0.lock().retain(|uri, _| files.contains(uri));
    }
}

/// As long as this is the same, so is the report.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    modified: SystemTime,
    length: u64,
    /// Of the environments.
    revision: u64,
}

impl Stamp {
    fn of(path: &Path, session: &Session) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let (modified, length) = (metadata.modified().ok()?, metadata.len());
        Some(Stamp { modified, length, revision: session.environments.revision() })
    }
}

impl Server {
    /// Every file is a suspension, at which the request can be cancelled.
    pub(crate) async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReport> {
        let previous: HashMap<_, _> =
            params.previous_result_ids.into_iter().map(|id| (id.uri, id.value)).collect();
        let progress = self.progress(params.work_done_progress_params.work_done_token, previous.is_empty());
        let session = Arc::clone(&self.session);
        session.configuration.ready().await;
        let files = spawn_blocking(move || files(&session)).await.map_err(|_| Error::internal_error())?;
        self.session.known_reports.keep(&files);
        let mut items = Vec::new();
        let mut neighbour = None;
        for (done, uri) in files.iter().enumerate() {
            items.extend(self.report(uri, previous.get(uri), &mut neighbour).await);
            if let Some(progress) = &progress {
                progress.report((done * 100 / files.len()) as u32);
            }
        }
        if let Some(progress) = progress {
            progress.finish().await;
        }
        Ok(WorkspaceDiagnosticReport { items })
    }

    /// Nothing for a client that does not want to know. Where it gives no token, only the first time counts:
    /// the others take no time.
    fn progress(&self, given: Option<ProgressToken>, is_first: bool) -> Option<Progress> {
        let own = ProgressToken::String("plimsoll/workspace".to_owned());
        let token = match given {
            Some(token) => Token::Given(token),
            None if is_first && self.session.features().work_done_progress => Token::Own(own),
            None => return None,
        };
        Some(Progress::begin(self.session.client.clone(), token, "Linting Dockerfiles"))
    }

    /// Nothing for a file that can't be read, or whose analysis failed. `neighbour` keeps what surrounds the file before:
    /// often this one is in the same folder, and then there is no walk through that again.
    async fn report(
        &self,
        uri: &Uri,
        previous: Option<&String>,
        neighbour: &mut Option<Arc<Surroundings>>,
    ) -> Option<Report> {
        if let Some(document) = self.session.documents.get(uri) {
            let found = diagnostics::of(&self.session, &document).await?;
            let id = diagnostics::result_id(&document, &found);
            return Some(report(document.uri, Some(document.version), previous, id, found));
        }
        report_of_file(&self.session, uri, previous, neighbour).await
    }
}

/// The Dockerfiles and ignore files of all folders, but for those that the configuration excludes. An open one goes by the name
/// that the client has for it.
fn files(session: &Arc<Session>) -> Vec<Uri> {
    let open = session.documents.all().into_iter().map(|document| document.uri);
    let open: HashMap<_, _> = open.filter_map(|uri| Some((uri.to_file_path().ok()?, uri))).collect();
    let in_walk = Arc::clone(session);
    let is_excluded = move |path: &Path| {
        let configuration = in_walk.environments.configurations.for_file(path);
        configuration.is_some_and(|configuration| configuration.excludes(path))
    };
    let files = find_files(&session.configuration.roots(), &(Arc::new(is_excluded) as _));
    let uri = |path| open.get(&path).cloned().or_else(|| Uri::from_file_path(path).ok());
    files.into_iter().flatten().filter_map(uri).collect()
}

async fn report_of_file(
    session: &Arc<Session>,
    uri: &Uri,
    previous: Option<&String>,
    neighbour: &mut Option<Arc<Surroundings>>,
) -> Option<Report> {
    let path = uri.to_file_path().ok()?;
    let (for_stamp, path_for_stamp) = (Arc::clone(session), path.clone());
    let stamp = spawn_blocking(move || Stamp::of(&path_for_stamp, &for_stamp)).await.ok()??;
    if let Some(known) = session.known_reports.0.lock().get(uri)
        && known.stamp == stamp
        && previous == Some(&known.result_id)
    {
        return Some(report(uri.clone(), None, previous, known.result_id.clone(), Vec::new()));
    }
    let surroundings = Arc::new(Surroundings::new(uri.clone(), FileKind::of_found(uri)));
    surroundings.are_complete(session).await;
    *neighbour = Some(Arc::clone(&surroundings));
    let for_linting = Arc::clone(session);
    let linted = spawn_blocking(move || lint_file(&for_linting, &path, &surroundings));
    let (result_id, found, symbols) = linted.await.ok()??;
    let known = KnownReport { stamp, result_id: result_id.clone(), symbols };
    session.known_reports.0.lock().insert(uri.clone(), known);
    Some(report(uri.clone(), None, previous, result_id, found))
}

/// Reads the file: not for the thread that reads messages.
fn lint_file(
    session: &Session,
    path: &Path,
    surroundings: &Surroundings,
) -> Option<(String, Vec<Diagnostic>, Vec<SymbolInformation>)> {
    let document = surroundings.document(&read_source(path).ok()?.text);
    let analysis = document.analysis(&surroundings.environment(&session.documents));
    let found = diagnostics::from_analysis(&document, &analysis, session.features());
    let symbols = symbols_of(&document, session.features().encoding);
    Some((diagnostics::result_id(&document, &found), found, symbols))
}

fn report(
    uri: Uri,
    version: Option<i32>,
    previous: Option<&String>,
    result_id: String,
    items: Vec<Diagnostic>,
) -> Report {
    if previous == Some(&result_id) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        return Report::WorkspaceUnchangedDocumentDiagnosticReport(
            WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report },
        );
    }
    let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
    Report::WorkspaceFullDocumentDiagnosticReport(WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report,
    })
}
