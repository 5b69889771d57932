//! What the client can do, and what the server says it can.

use plimsoll_text::Encoding;
use tower_lsp::gen_lsp_types::{
    ChangeNotifications, ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProvider,
    CodeLensOptions, CompletionClientCapabilities, CompletionOptions, DeclarationProvider,
    DefinitionProvider, DiagnosticOptions, DiagnosticProvider, DiagnosticTag, DiagnosticsCapabilities,
    DocumentFormattingProvider, DocumentHighlightProvider, DocumentLinkOptions,
    DocumentOnTypeFormattingOptions, DocumentRangeFormattingOptions, DocumentRangeFormattingProvider,
    DocumentSymbolProvider, ExecuteCommandOptions, FoldingRangeProvider, Full, HoverProvider,
    InlayHintProvider, LinkedEditingRangeProvider, MarkupKind, PositionEncodingKind, ReferencesProvider,
    RenameOptions, RenameProvider, ResourceOperationKind, SelectionRangeProvider, SemanticTokensFullDelta,
    SemanticTokensOptions, SemanticTokensOptionsRange, SemanticTokensProvider, ServerCapabilities,
    SignatureHelpClientCapabilities, SignatureHelpOptions, TextDocumentSync, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions, WorkspaceSymbolProvider,
};

use crate::convert;

/// Opens the page of the rule that is its only argument.
pub(crate) const EXPLAIN: &str = "plimsoll.explain";

/// Shows the location that is its only argument.
pub(crate) const SHOW: &str = "plimsoll.show";

/// `source.fixAll` of this server.
pub(crate) const FIX_ALL: CodeActionKind =
    CodeActionKind::Custom(std::borrow::Cow::Borrowed("source.fixAll.plimsoll"));

/// The capabilities of the client that change what the server does; false is the careful answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) encoding: Encoding,
    pub(crate) markdown_hover: bool,
    pub(crate) link_tooltips: bool,
    /// Of a place that a definition or declaration is asked for, and of what is there.
    pub(crate) definition_links: bool,
    pub(crate) declaration_links: bool,
    pub(crate) nested_symbols: bool,
    /// How many folds it wants at most.
    pub(crate) fold_limit: Option<usize>,
    /// Asks whether something can be renamed before it asks for the name.
    pub(crate) prepares_rename: bool,
    /// Shows what is said about an edit.
    pub(crate) change_annotations: bool,
    pub(crate) diagnostics: DiagnosticFeatures,
    /// Asks for diagnostics itself; then none are pushed.
    pub(crate) pulls_diagnostics: bool,
    pub(crate) refreshes_diagnostics: bool,
    pub(crate) refreshes_inlay_hints: bool,
    pub(crate) refreshes_code_lens: bool,
    pub(crate) code_action_literals: bool,
    /// Has several ranges formatted at once.
    pub(crate) formats_ranges: bool,
    /// Shows code actions that can't be chosen, and why.
    pub(crate) disabled_actions: bool,
    /// Asks for the edit of a code action when it is chosen.
    pub(crate) resolves_edits: bool,
    /// Edits of documents in a known version, and of more than documents.
    pub(crate) document_changes: bool,
    pub(crate) creates_files: bool,
    pub(crate) shows_documents: bool,
    pub(crate) answers_configuration: bool,
    pub(crate) registers_configuration: bool,
    pub(crate) registers_watchers: bool,
    pub(crate) completion: CompletionFeatures,
    pub(crate) signature: SignatureFeatures,
    pub(crate) work_done_progress: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CompletionFeatures {
    pub(crate) snippets: bool,
    pub(crate) markdown: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SignatureFeatures {
    pub(crate) markdown: bool,
    /// Parameters as places in the label, not as text that is in it.
    pub(crate) label_offsets: bool,
    pub(crate) no_active_parameter: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DiagnosticFeatures {
    pub(crate) related_information: bool,
    pub(crate) tags: Vec<DiagnosticTag>,
}

impl Features {
    pub(crate) fn of(client: &ClientCapabilities) -> Self {
        let mut features = Features::default();
        features.read_general(client);
        features.read_text_document(client);
        features.read_workspace(client);
        features.read_window(client);
        features
    }

    fn read_general(&mut self, client: &ClientCapabilities) {
        let offered = client.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        self.encoding = negotiate(offered.unwrap_or_default());
    }

    fn read_text_document(&mut self, client: &ClientCapabilities) {
        let Some(text_document) = &client.text_document else { return };
        if let Some(hover) = &text_document.hover {
            self.markdown_hover =
                hover.content_format.as_ref().is_some_and(|formats| formats.contains(&MarkupKind::Markdown));
        }
        self.link_tooltips =
            text_document.document_link.as_ref().is_some_and(|link| link.tooltip_support == Some(true));
        if let Some(completion) = &text_document.completion {
            self.completion = CompletionFeatures::of(completion);
        }
        if let Some(signature) = &text_document.signature_help {
            self.signature = SignatureFeatures::of(signature);
        }
        self.definition_links =
            text_document.definition.is_some_and(|definition| definition.link_support == Some(true));
        self.declaration_links =
            text_document.declaration.is_some_and(|declaration| declaration.link_support == Some(true));
        self.nested_symbols = text_document
            .document_symbol
            .as_ref()
            .is_some_and(|symbols| symbols.hierarchical_document_symbol_support == Some(true));
        self.fold_limit = text_document
            .folding_range
            .as_ref()
            .and_then(|folding| folding.range_limit)
            .map(|limit| limit as usize);
        self.prepares_rename =
            text_document.rename.as_ref().is_some_and(|rename| rename.prepare_support == Some(true));
        if let Some(push) = &text_document.publish_diagnostics {
            self.diagnostics = DiagnosticFeatures::of(&push.diagnostics_capabilities);
        }
        if let Some(pull) = &text_document.diagnostic {
            self.pulls_diagnostics = true;
            // Many clients say how they show diagnostics only where they speak of pushed ones.
            let own = DiagnosticFeatures::of(&pull.diagnostics_capabilities);
            self.diagnostics.related_information |= own.related_information;
            if self.diagnostics.tags.is_empty() {
                self.diagnostics.tags = own.tags;
            }
        }
        self.formats_ranges =
            text_document.range_formatting.is_some_and(|formatting| formatting.ranges_support == Some(true));
        if let Some(action) = &text_document.code_action {
            self.code_action_literals = action.code_action_literal_support.is_some();
            self.disabled_actions = action.disabled_support == Some(true);
            self.resolves_edits = action.data_support == Some(true)
                && action
                    .resolve_support
                    .as_ref()
                    .is_some_and(|resolve| resolve.properties.iter().any(|property| property == "edit"));
        }
    }

    fn read_workspace(&mut self, client: &ClientCapabilities) {
        let Some(workspace) = &client.workspace else { return };
        if let Some(edit) = &workspace.workspace_edit {
            self.document_changes = edit.document_changes == Some(true);
            self.change_annotations = self.document_changes && edit.change_annotation_support.is_some();
            self.creates_files = self.document_changes
                && edit
                    .resource_operations
                    .as_ref()
                    .is_some_and(|kinds| kinds.contains(&ResourceOperationKind::Create));
        }
        self.refreshes_diagnostics = workspace
            .diagnostics
            .as_ref()
            .is_some_and(|diagnostics| diagnostics.refresh_support == Some(true));
        self.refreshes_inlay_hints =
            workspace.inlay_hint.as_ref().is_some_and(|hints| hints.refresh_support == Some(true));
        self.refreshes_code_lens =
            workspace.code_lens.as_ref().is_some_and(|lens| lens.refresh_support == Some(true));
        self.answers_configuration = workspace.configuration == Some(true);
        self.registers_configuration = workspace
            .did_change_configuration
            .as_ref()
            .is_some_and(|configuration| configuration.dynamic_registration == Some(true));
        self.registers_watchers = workspace
            .did_change_watched_files
            .as_ref()
            .is_some_and(|files| files.dynamic_registration == Some(true));
    }

    fn read_window(&mut self, client: &ClientCapabilities) {
        let Some(window) = &client.window else { return };
        self.work_done_progress = window.work_done_progress == Some(true);
        self.shows_documents = window.show_document.as_ref().is_some_and(|show| show.support);
    }
}

impl CompletionFeatures {
    fn of(client: &CompletionClientCapabilities) -> Self {
        let item = client.completion_item.as_ref();
        let formats = item.and_then(|item| item.documentation_format.as_ref());
        CompletionFeatures {
            snippets: item.is_some_and(|item| item.snippet_support == Some(true)),
            markdown: formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
        }
    }
}

impl SignatureFeatures {
    fn of(client: &SignatureHelpClientCapabilities) -> Self {
        let Some(client) = &client.signature_information else { return SignatureFeatures::default() };
        let formats = client.documentation_format.as_deref().unwrap_or_default();
        let parameter = client.parameter_information.as_ref();
        SignatureFeatures {
            markdown: formats.contains(&MarkupKind::Markdown),
            label_offsets: parameter.is_some_and(|parameter| parameter.label_offset_support == Some(true)),
            no_active_parameter: client.no_active_parameter_support == Some(true),
        }
    }
}

impl DiagnosticFeatures {
    fn of(client: &DiagnosticsCapabilities) -> Self {
        DiagnosticFeatures {
            related_information: client.related_information == Some(true),
            tags: client.tag_support.as_ref().map(|tags| tags.value_set.clone()).unwrap_or_default(),
        }
    }
}

/// UTF-8 costs nothing, UTF-32 little, UTF-16 is what every client knows.
fn negotiate(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

pub(crate) fn server_capabilities(features: &Features) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(convert::position_encoding(features.encoding)),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProvider::Bool(true)),
        completion_provider: Some(completion_options()),
        signature_help_provider: Some(signature_help_options()),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        declaration_provider: Some(DeclarationProvider::Bool(true)),
        references_provider: Some(ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(DocumentHighlightProvider::Bool(true)),
        rename_provider: Some(rename_provider(features)),
        linked_editing_range_provider: Some(LinkedEditingRangeProvider::Bool(true)),
        document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(WorkspaceSymbolProvider::Bool(true)),
        folding_range_provider: Some(FoldingRangeProvider::Bool(true)),
        selection_range_provider: Some(SelectionRangeProvider::Bool(true)),
        inlay_hint_provider: Some(InlayHintProvider::Bool(true)),
        semantic_tokens_provider: Some(SemanticTokensProvider::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: convert::semantic_tokens_legend(),
                range: Some(SemanticTokensOptionsRange::Bool(true)),
                full: Some(Full::SemanticTokensFullDelta(SemanticTokensFullDelta { delta: Some(true) })),
                ..SemanticTokensOptions::default()
            },
        )),
        document_link_provider: Some(DocumentLinkOptions::default()),
        code_action_provider: features.code_action_literals.then(|| {
            CodeActionProvider::CodeActionOptions(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QuickFix,
                    CodeActionKind::RefactorExtract,
                    CodeActionKind::RefactorInline,
                    CodeActionKind::RefactorRewrite,
                    FIX_ALL,
                ]),
                resolve_provider: Some(features.resolves_edits),
                ..CodeActionOptions::default()
            })
        }),
        code_lens_provider: Some(CodeLensOptions::default()),
        document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
        document_range_formatting_provider: Some(range_formatting_provider(features)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".to_owned(),
            // The escape characters.
            more_trigger_character: Some(vec!["\\".to_owned(), "`".to_owned()]),
        }),
        execute_command_provider: features.shows_documents.then(|| ExecuteCommandOptions {
            commands: vec![EXPLAIN.to_owned(), SHOW.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        diagnostic_provider: features.pulls_diagnostics.then(|| {
            DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
                identifier: Some(convert::SOURCE.to_owned()),
                // The text of an ignore file changes what is found in Dockerfiles.
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            })
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(ChangeNotifications::Bool(true)),
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

fn rename_provider(features: &Features) -> RenameProvider {
    match features.prepares_rename {
        true => {
            let options = RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() };
            RenameProvider::RenameOptions(options)
        }
        false => RenameProvider::Bool(true),
    }
}

fn range_formatting_provider(features: &Features) -> DocumentRangeFormattingProvider {
    match features.formats_ranges {
        true => {
            DocumentRangeFormattingProvider::DocumentRangeFormattingOptions(DocumentRangeFormattingOptions {
                ranges_support: Some(true),
                ..DocumentRangeFormattingOptions::default()
            })
        }
        false => DocumentRangeFormattingProvider::Bool(true),
    }
}

/// Characters that begin something else than a word of letters. A blank is none of them: most blanks begin nothing that
/// there is a list of.
const COMPLETION_TRIGGERS: [&str; 9] = ["$", "{", "=", ",", "-", "/", ":", "<", "!"];

fn completion_options() -> CompletionOptions {
    CompletionOptions {
        trigger_characters: Some(COMPLETION_TRIGGERS.map(str::to_owned).into()),
        resolve_provider: Some(true),
        ..CompletionOptions::default()
    }
}

/// A blank, for most arguments stand between blanks.
fn signature_help_options() -> SignatureHelpOptions {
    SignatureHelpOptions {
        trigger_characters: Some([" ", "[", ",", "=", ":", "/"].map(str::to_owned).into()),
        ..SignatureHelpOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn features(client: serde_json::Value) -> Features {
        Features::of(&serde_json::from_value(client).unwrap())
    }

    #[test]
    fn the_best_encoding_on_offer_is_taken() {
        let encoding = |offered| features(json!({ "general": { "positionEncodings": offered } })).encoding;
        assert_eq!(encoding(json!(["utf-16", "utf-32", "utf-8"])), Encoding::Utf8);
        assert_eq!(encoding(json!(["utf-16", "utf-32"])), Encoding::Utf32);
        assert_eq!(encoding(json!([])), Encoding::Utf16);
        assert_eq!(features(json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn a_client_that_says_nothing_gets_what_every_client_knows() {
        assert_eq!(features(json!({})), Features::default());
        let server = server_capabilities(&Features::default());
        assert_eq!(server.code_action_provider, None);
        assert_eq!(server.diagnostic_provider, None);
        assert_eq!(server.execute_command_provider, None);
    }

    #[test]
    fn completion_items_in_the_form_that_the_client_knows() {
        let completion = |item| {
            features(json!({ "textDocument": { "completion": { "completionItem": item } } })).completion
        };
        assert_eq!(completion(json!({})), CompletionFeatures::default());
        let all = json!({ "snippetSupport": true, "documentationFormat": ["plaintext", "markdown"] });
        assert_eq!(completion(all), CompletionFeatures { snippets: true, markdown: true });
    }

    #[test]
    fn several_ranges_are_offered_to_clients_that_know_of_them() {
        let provider = |formatting| {
            let features = features(json!({ "textDocument": { "rangeFormatting": formatting } }));
            json!(server_capabilities(&features).document_range_formatting_provider)
        };
        assert_eq!(provider(json!({})), json!(true));
        assert_eq!(provider(json!({ "rangesSupport": true })), json!({ "rangesSupport": true }));
    }

    #[test]
    fn files_are_created_only_in_document_changes() {
        let edit = |edit| features(json!({ "workspace": { "workspaceEdit": edit } })).creates_files;
        assert!(edit(json!({ "documentChanges": true, "resourceOperations": ["create"] })));
        assert!(!edit(json!({ "resourceOperations": ["create"] })));
        assert!(!edit(json!({ "documentChanges": true, "resourceOperations": ["rename"] })));
    }

    #[test]
    fn a_lazy_edit_needs_data_and_resolve() {
        let resolves = |action| features(json!({ "textDocument": { "codeAction": action } })).resolves_edits;
        assert!(resolves(json!({ "dataSupport": true, "resolveSupport": { "properties": ["edit"] } })));
        assert!(!resolves(json!({ "resolveSupport": { "properties": ["edit"] } })));
        assert!(!resolves(json!({ "dataSupport": true, "resolveSupport": { "properties": ["command"] } })));
    }
}
