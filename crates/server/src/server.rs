//! The methods of LSP: which there are, and the short ones.

use std::sync::Arc;

use plimsoll_semantics::Dockerfile;
use plimsoll_text::Encoding;
use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{
    CompletionItem, CompletionList, CompletionParams, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentLink, DocumentLinkParams, Hover,
    HoverParams, InitializeParams, InitializeResult, InitializedParams, LspAny, ServerInfo, SignatureHelp,
    SignatureHelpParams, TextDocumentIdentifier, Uri,
};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::{ClientSocket, LanguageServer, LspService};

use crate::analysis::File;
use crate::capabilities::{Features, server_capabilities};
use crate::convert::{self, Places};
use crate::documents::Document;
use crate::selection::FileKind;
use crate::session::Session;
use crate::{lifecycle, registration};

pub(crate) struct Server {
    pub(crate) session: Arc<Session>,
}

/// Every method beside `initialize`, `initialized`, `shutdown` and `exit`. Where a client asks for another, it
/// is told that there is none.
pub(crate) fn service(
    session: impl FnOnce(tower_lsp::Client) -> Arc<Session>,
) -> (LspService<Server>, ClientSocket) {
    LspService::build_with_lifecycle_methods(|client| Server { session: session(client) })
        .custom_method("textDocument/didOpen", Server::did_open)
        .custom_method("textDocument/didChange", Server::did_change)
        .custom_method("textDocument/didClose", Server::did_close)
        .custom_method("textDocument/didSave", Server::ignore)
        .custom_method("textDocument/diagnostic", Server::diagnostic)
        .custom_method("workspace/diagnostic", Server::workspace_diagnostic)
        .custom_method("textDocument/hover", Server::hover)
        .custom_method("textDocument/completion", Server::completion)
        .custom_method("completionItem/resolve", Server::completion_resolve)
        .custom_method("textDocument/signatureHelp", Server::signature_help)
        .custom_method("textDocument/documentLink", Server::document_link)
        .custom_method("textDocument/definition", Server::definition)
        .custom_method("textDocument/declaration", Server::declaration)
        .custom_method("textDocument/references", Server::references)
        .custom_method("textDocument/documentHighlight", Server::document_highlight)
        .custom_method("textDocument/linkedEditingRange", Server::linked_editing_range)
        .custom_method("textDocument/prepareRename", Server::prepare_rename)
        .custom_method("textDocument/rename", Server::rename)
        .custom_method("textDocument/documentSymbol", Server::document_symbol)
        .custom_method("textDocument/foldingRange", Server::folding_range)
        .custom_method("textDocument/selectionRange", Server::selection_range)
        .custom_method("textDocument/semanticTokens/full", Server::semantic_tokens_full)
        .custom_method("textDocument/semanticTokens/full/delta", Server::semantic_tokens_delta)
        .custom_method("textDocument/semanticTokens/range", Server::semantic_tokens_range)
        .custom_method("textDocument/inlayHint", Server::inlay_hint)
        .custom_method("workspace/symbol", Server::workspace_symbol)
        .custom_method("textDocument/codeLens", Server::code_lens)
        .custom_method("textDocument/codeAction", Server::code_action)
        .custom_method("codeAction/resolve", Server::code_action_resolve)
        .custom_method("textDocument/formatting", Server::formatting)
        .custom_method("textDocument/rangeFormatting", Server::range_formatting)
        .custom_method("textDocument/rangesFormatting", Server::ranges_formatting)
        .custom_method("textDocument/onTypeFormatting", Server::on_type_formatting)
        .custom_method("workspace/executeCommand", Server::execute_command)
        .custom_method("workspace/didChangeConfiguration", Server::did_change_configuration)
        .custom_method("workspace/didChangeWatchedFiles", Server::did_change_watched_files)
        .custom_method("workspace/didChangeWorkspaceFolders", Server::did_change_workspace_folders)
        .custom_method("window/workDoneProgress/cancel", Server::ignore)
        .custom_method("$/setTrace", Server::ignore)
        .custom_method("plimsoll/documentText", Server::document_text)
        .finish()
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let features = Features::of(&params.capabilities);
        let capabilities = server_capabilities(&features);
        self.session.configuration.start(&params, features.answers_configuration);
        self.session.set_features(features);
        self.end_with_client(params.process_id);
        self.session.lifecycle.initialized();
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        tracing::info!("plimsoll {}, columns in {:?}", env!("CARGO_PKG_VERSION"), self.encoding());
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo { name: "plimsoll".to_owned(), version }),
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        tokio::spawn(registration::after_initialized(Arc::clone(&self.session)));
    }

    async fn shutdown(&self) -> Result<()> {
        self.session.lifecycle.shut_down();
        Ok(())
    }
}

/// The text that the server holds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DocumentText {
    version: i32,
    text: String,
}

impl Server {
    pub(crate) fn encoding(&self) -> Encoding {
        self.session.features().encoding
    }

    fn end_with_client(&self, process_id: Option<i32>) {
        let session = Arc::clone(&self.session);
        tokio::spawn(async move {
            lifecycle::client_process_gone(process_id).await;
            session.client_gone.notify_one();
        });
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        if let Some(kind) = FileKind::of(&item.uri, &String::from(item.language_id)) {
            self.session.documents.open(Document::new(item.uri.clone(), kind, item.version, &item.text));
            self.session.document_changed(item.uri, kind);
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let uri = params.text_document.text_document_identifier.uri;
        let changes = convert::from_changes(params.content_changes);
        let version = params.text_document.version;
        if let Some(kind) = self.session.documents.change(&uri, version, &changes, self.encoding()) {
            self.session.document_changed(uri, kind);
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        let Some(kind) = self.session.documents.close(&uri) else { return };
        self.session.environments.forget_one(&uri);
        if let (FileKind::IgnoreFile, Ok(path)) = (kind, uri.to_file_path()) {
            // What is on disk counts now, and not every client says when that changes.
            self.session.environments.forget_around(&path);
        }
        self.session.document_changed(uri, kind);
    }

    /// Takes notice of a notification.
    async fn ignore(&self, _: LspAny) {}

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let Some(document) = self.session.documents.get(&at.text_document.uri) else { return Ok(None) };
        let features = self.session.features().clone();
        let hover = self.session.analyse(&document, move |document, analysis| {
            let places = Places { lines: document.lines(), encoding: features.encoding };
            let (offset, findings) = (places.offset(at.position), &analysis.findings);
            let hover = match &analysis.file {
                File::Dockerfile(file) => plimsoll_ide::hover(file, document.lines(), findings, offset),
                File::IgnoreFile(file) => plimsoll_ide::ignore_file_hover(file, findings, offset),
            };
            Some(convert::hover(&hover?, places, &features))
        });
        hover.await.ok_or_else(Error::internal_error)
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionList>> {
        let at = params.text_document_position_params;
        let Some(document) = self.session.documents.get(&at.text_document.uri) else { return Ok(None) };
        let features = self.session.features().clone();
        let completions = self.session.read(&document, move |document, file| {
            let places = Places { lines: document.lines(), encoding: features.encoding };
            let offset = places.offset(at.position);
            let completions = match file {
                File::Dockerfile(file) => plimsoll_ide::completions(file, offset),
                File::IgnoreFile(file) => plimsoll_ide::ignore_file_completions(file, offset),
            };
            Some(convert::completions(&completions, places, &features.completion))
        });
        completions.await.ok_or_else(Error::internal_error)
    }

    /// The item with what there is to say about it.
    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        Ok(convert::resolved(item, &self.session.features().completion))
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let at = params.text_document_position_params;
        let Some(document) = self.session.documents.get(&at.text_document.uri) else { return Ok(None) };
        let features = self.session.features().clone();
        let help = self.session.read(&document, move |document, file| {
            let File::Dockerfile(file) = file else { return None };
            let places = Places { lines: document.lines(), encoding: features.encoding };
            let help = plimsoll_ide::signature_help(file, places.offset(at.position))?;
            Some(convert::signature_help(help, &features.signature))
        });
        help.await.ok_or_else(Error::internal_error)
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let Some(document) = self.session.documents.get(&params.text_document.uri) else { return Ok(None) };
        let features = self.session.features().clone();
        let links = self.session.analyse(&document, move |document, analysis| {
            let File::Dockerfile(file) = &analysis.file else { return None };
            let root = analysis.environment.root.as_deref();
            let places = Places { lines: document.lines(), encoding: features.encoding };
            let links = plimsoll_ide::links(file);
            Some(
                links
                    .iter()
                    .filter_map(|link| convert::link(link, &document.uri, root, places, &features))
                    .collect(),
            )
        });
        links.await.ok_or_else(Error::internal_error)
    }

    /// Works with what a Dockerfile means; nothing for what is no open Dockerfile.
    pub(crate) async fn in_dockerfile<T: Send + 'static>(
        &self,
        uri: &Uri,
        work: impl FnOnce(&Document, &Dockerfile, Places<'_>) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(document) = self.session.documents.get(uri) else { return Ok(None) };
        let encoding = self.encoding();
        let done = self.session.read(&document, move |document, file| match file {
            File::Dockerfile(file) => {
                Some(work(document, file, Places { lines: document.lines(), encoding }))
            }
            File::IgnoreFile(_) => None,
        });
        done.await.ok_or_else(Error::internal_error)
    }

    /// `plimsoll/documentText`, for tests and for debugging an editor: the text as the server sees it, or
    /// null for what is no open document of ours.
    async fn document_text(&self, params: TextDocumentIdentifier) -> Result<Option<DocumentText>> {
        let document = self.session.documents.get(&params.uri);
        Ok(document.map(|document| DocumentText { version: document.version, text: document.text() }))
    }
}
