//! Code actions, and what is done when one is chosen.

use std::sync::Arc;

use plimsoll_ide::{CodeAction as Action, Effect, FileEdit};
use plimsoll_linter::{FileChange, OtherFile, append_lines};
use plimsoll_workspace::read_source;
use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionParams, CodeActionResponse, Command,
    Diagnostic, ExecuteCommandParams, LspAny, Range, ShowDocumentParams, Uri, WorkspaceEdit,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::analysis::{Analysis, File};
use crate::capabilities::{EXPLAIN, Features, SHOW};
use crate::convert::{self, FileEdits, Places};
use crate::documents::Document;
use crate::server::Server;
use crate::session::Session;

/// What `codeAction/resolve` needs to find an action again.
#[derive(Debug, Serialize, Deserialize)]
struct Ticket {
    uri: Uri,
    version: i32,
    range: Range,
    /// Its place among the actions offered for the range.
    index: usize,
}

impl Server {
    pub(crate) async fn code_action(
        &self,
        params: CodeActionParams,
    ) -> Result<Option<Vec<CodeActionResponse>>> {
        let features = self.session.features().clone();
        let Some(document) = self.session.documents.get(&params.text_document.uri) else { return Ok(None) };
        if !features.code_action_literals {
            return Ok(None);
        }
        let session = Arc::clone(&self.session);
        let actions = self.session.analyse(&document, move |document, analysis| {
            let menu = Menu { session: &session, document, analysis, features: &features };
            menu.actions(params.range, params.context.only.as_deref())
        });
        let actions = actions.await.ok_or_else(Error::internal_error)?;
        Ok(Some(actions.into_iter().map(CodeActionResponse::CodeAction).collect()))
    }

    /// Fills in the edit that `textDocument/codeAction` left out.
    pub(crate) async fn code_action_resolve(&self, mut action: CodeAction) -> Result<CodeAction> {
        let ticket = action.data.clone().and_then(|data| serde_json::from_value::<Ticket>(data).ok());
        let Some(ticket) = ticket else { return Ok(action) };
        let document =
            self.session.documents.get(&ticket.uri).filter(|document| document.version == ticket.version);
        let document = document.ok_or_else(Error::content_modified)?;
        let features = self.session.features().clone();
        let title = action.title.clone();
        let session = Arc::clone(&self.session);
        let edit = self.session.analyse(&document, move |document, analysis| {
            Menu { session: &session, document, analysis, features: &features }.edit_of(&ticket, &title)
        });
        action.edit = Some(edit.await.flatten().ok_or_else(Error::content_modified)?);
        Ok(action)
    }

    pub(crate) async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LspAny>> {
        match params.command.as_str() {
            EXPLAIN => self.explain(params),
            SHOW => self.show(params),
            other => Err(Error::invalid_params(format!("there is no command `{other}`"))),
        }
    }

    fn explain(&self, params: ExecuteCommandParams) -> Result<Option<LspAny>> {
        let rule = params
            .arguments
            .unwrap_or_default()
            .first()
            .and_then(|rule| plimsoll_linter::find_rule(rule.as_str()?));
        let page = rule.and_then(|rule| convert::rule_page(&rule.url()));
        let uri = page.ok_or_else(|| Error::invalid_params("the argument is the name of a rule"))?;
        let client = self.session.client.clone();
        let page = ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
        tokio::spawn(async move { client.show_document(page).await });
        Ok(None)
    }
}

/// The actions for one version of a document.
struct Menu<'a> {
    session: &'a Session,
    document: &'a Document,
    analysis: &'a Analysis,
    features: &'a Features,
}

impl Menu<'_> {
    fn actions(&self, range: Range, only: Option<&[CodeActionKind]>) -> Vec<CodeAction> {
        self.offered(range)
            .iter()
            .enumerate()
            .filter(|(_, action)| convert::is_wanted(&convert::action_kind(action.kind), only))
            .filter_map(|(index, action)| self.shown(action, range, index))
            .collect()
    }

    fn offered(&self, range: Range) -> Vec<Action> {
        let range = self.places().text_range(range);
        let Analysis { file, findings, .. } = self.analysis;
        let mut actions = plimsoll_ide::code_actions(file.source(), findings, range);
        if let File::Dockerfile(file) = file {
            actions.extend(plimsoll_ide::refactorings(file, range, &actions));
        }
        actions
    }

    fn shown(&self, action: &Action, range: Range, index: usize) -> Option<CodeAction> {
        let mut shown = CodeAction {
            title: action.title.clone(),
            kind: Some(convert::action_kind(action.kind)),
            diagnostics: action.finding.map(|finding| vec![self.diagnostic(finding)]),
            is_preferred: action.preferred.then_some(true),
            ..CodeAction::default()
        };
        match &action.effect {
            Effect::Edit(edit) if !self.can_change(&edit.other_files) => return None,
            Effect::Edit(_) | Effect::FixAll | Effect::FixRule(_) if self.features.resolves_edits => {
                shown.data = self.ticket(range, index);
            }
            Effect::Edit(_) | Effect::FixAll | Effect::FixRule(_) => shown.edit = Some(self.edit(action)?),
            Effect::Declined(_) if !self.features.disabled_actions => return None,
            Effect::Declined(reason) => shown.disabled = Some(CodeActionDisabled::new(reason.clone())),
            Effect::OpenRule(_) if !self.features.shows_documents => return None,
            Effect::OpenRule(rule) => {
                let arguments = Some(vec![LspAny::from(*rule)]);
                let command = Command {
                    title: action.title.clone(),
                    command: EXPLAIN.to_owned(),
                    arguments,
                    ..Command::default()
                };
                shown.command = Some(command);
            }
        }
        Some(shown)
    }

    /// Nothing when another action has taken its place, because the configuration has changed.
    fn edit_of(&self, ticket: &Ticket, title: &str) -> Option<WorkspaceEdit> {
        self.edit(self.offered(ticket.range).get(ticket.index).filter(|action| action.title == title)?)
    }

    fn edit(&self, action: &Action) -> Option<WorkspaceEdit> {
        match &action.effect {
            Effect::Edit(edit) => self.workspace_edit(edit, &action.title),
            Effect::FixAll => {
                let settings = &self.analysis.environment.settings;
                self.workspace_edit(
                    &plimsoll_ide::fix_all(self.analysis.file.source(), settings)?,
                    &action.title,
                )
            }
            Effect::FixRule(rule) => {
                let Analysis { file, findings, .. } = self.analysis;
                self.workspace_edit(&plimsoll_ide::fix_rule(file.source(), findings, rule)?, &action.title)
            }
            Effect::OpenRule(_) | Effect::Declined(_) => None,
        }
    }

    fn workspace_edit(&self, edit: &FileEdit, title: &str) -> Option<WorkspaceEdit> {
        let others = edit.other_files.iter().map(|file| self.other_file(file));
        let own = FileEdits::of(self.document, &edit.edits, self.features.encoding);
        let files: Option<Vec<FileEdits>> = others.chain([Some(own)]).collect();
        let workspace_edit = convert::workspace_edit(files?, self.features)?;
        Some(match &edit.caution {
            Some(caution) => {
                convert::with_caution(workspace_edit, title.to_owned(), caution.clone(), self.features)
            }
            None => workspace_edit,
        })
    }

    fn can_change(&self, files: &[OtherFile]) -> bool {
        let is_new = |file: &OtherFile| matches!(file.change, FileChange::Create(_));
        let can_create = self.features.creates_files || !files.iter().any(is_new);
        files.is_empty() || (can_create && self.analysis.environment.root.is_some())
    }

    /// What becomes of another file of the build context; nothing for a document in no folder. A file that is not open is
    /// read.
    fn other_file(&self, file: &OtherFile) -> Option<FileEdits> {
        let path = self.analysis.environment.root.as_deref()?.join(&file.path);
        let encoding = self.features.encoding;
        let lines = match &file.change {
            FileChange::Create(text) => {
                return Some(FileEdits::of_new_file(Uri::from_file_path(path).ok()?, text));
            }
            FileChange::Append(lines) => lines,
        };
        if let Some(open) = self.session.documents.at(&path) {
            return Some(FileEdits::of(&open, &[append_lines(&open.text(), lines)?], encoding));
        }
        let source = read_source(&path).ok().filter(|source| source.invalid_utf8.is_none())?;
        let edit = append_lines(&source.text, lines)?;
        Some(FileEdits::of_text(Uri::from_file_path(path).ok()?, &source.text, &[edit], encoding))
    }

    fn ticket(&self, range: Range, index: usize) -> Option<LspAny> {
        let (uri, version) = (self.document.uri.clone(), self.document.version);
        serde_json::to_value(Ticket { uri, version, range, index }).ok()
    }

    fn diagnostic(&self, finding: usize) -> Diagnostic {
        let finding = &self.analysis.findings[finding];
        convert::diagnostic(finding, &self.document.uri, self.places(), &self.features.diagnostics)
    }

    fn places(&self) -> Places<'_> {
        Places { lines: self.document.lines(), encoding: self.features.encoding }
    }
}
