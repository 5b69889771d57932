//! Every translation between the program's own terms and LSP's, each way.

mod navigation;
mod semantic_tokens;
mod structure;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use plimsoll_formatter::{IndentStyle, Style};
use plimsoll_ide::{
    ActionKind, CodeLens, Completion, CompletionKind, Completions, Hover, InlayHint, Link, LinkTarget,
    Parameter, Signature, SignatureHelp, Topic,
};
use plimsoll_linter::{Finding, Severity, Tag};
use plimsoll_text::{Encoding, LineIndex, Position, TextEdit, TextRange, TextSize};
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::gen_lsp_types::Uri;
use tracing::Level;

use crate::capabilities::{
    CompletionFeatures, DiagnosticFeatures, FIX_ALL, Features, SHOW, SignatureFeatures,
};
use crate::documents::{Change, Document};
use crate::plain_text::plain_text;

pub(crate) use navigation::{destination, highlights, linked_ranges, locations};
pub(crate) use semantic_tokens::{semantic_tokens, semantic_tokens_legend};
pub(crate) use structure::{document_symbols, folding_ranges, selection_range, workspace_symbols};

/// Who says so, in a diagnostic.
pub(crate) const SOURCE: &str = "plimsoll";

pub(crate) fn position_encoding(encoding: Encoding) -> lsp::PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        Encoding::Utf32 => lsp::PositionEncodingKind::UTF32,
    }
}

fn from_position(position: lsp::Position) -> Position {
    Position { line: position.line, character: position.character }
}

pub(crate) fn from_changes(changes: Vec<lsp::TextDocumentContentChangeEvent>) -> Vec<Change> {
    use lsp::TextDocumentContentChangeEvent::{
        TextDocumentContentChangePartial as Partial, TextDocumentContentChangeWholeDocument as Whole,
    };
    let from_change = |change| match change {
        Partial(part) => {
            let range = from_position(part.range.start)..from_position(part.range.end);
            Change { range: Some(range), text: part.text }
        }
        Whole(whole) => Change { range: None, text: whole.text },
    };
    changes.into_iter().map(from_change).collect()
}

/// The places of one text, in the encoding that was agreed.
#[derive(Clone, Copy)]
pub(crate) struct Places<'a> {
    pub(crate) lines: &'a LineIndex,
    pub(crate) encoding: Encoding,
}

impl Places<'_> {
    pub(crate) fn offset(self, position: lsp::Position) -> TextSize {
        self.lines.offset(from_position(position), self.encoding)
    }

    pub(crate) fn text_range(self, range: lsp::Range) -> TextRange {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        TextRange::new(start.min(end), start.max(end))
    }

    fn position(self, offset: TextSize) -> lsp::Position {
        let Position { line, character } = self.lines.position(offset, self.encoding);
        lsp::Position { line, character }
    }

    pub(crate) fn range(self, range: TextRange) -> lsp::Range {
        lsp::Range { start: self.position(range.start()), end: self.position(range.end()) }
    }

    fn edit(self, edit: &TextEdit) -> lsp::TextEdit {
        lsp::TextEdit { range: self.range(edit.range), new_text: edit.insert.clone() }
    }

    pub(crate) fn edits(self, edits: &[TextEdit]) -> Vec<lsp::TextEdit> {
        edits.iter().map(|edit| self.edit(edit)).collect()
    }
}

pub(crate) fn diagnostic(
    finding: &Finding,
    uri: &Uri,
    places: Places<'_>,
    features: &DiagnosticFeatures,
) -> lsp::Diagnostic {
    let related = finding.related.iter().map(|related| lsp::DiagnosticRelatedInformation {
        location: lsp::Location { uri: uri.clone(), range: places.range(related.range) },
        message: related.message.clone(),
    });
    let tag = finding.tag.map(diagnostic_tag).filter(|tag| features.tags.contains(tag));
    lsp::Diagnostic {
        range: places.range(finding.range),
        severity: Some(severity(finding.severity)),
        code: Some(lsp::Code::String(finding.rule.name.to_owned())),
        code_description: rule_page(finding.rule.url().as_str()).map(|href| lsp::CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: lsp::Message::String(finding.message.clone()),
        tags: tag.map(|tag| vec![tag]),
        related_information: (features.related_information && !finding.related.is_empty())
            .then(|| related.collect()),
        data: Some(json!({ "aliases": finding.aliases, "fixable": !finding.fixes.is_empty() })),
    }
}

/// Something wrong with a file of configuration.
pub(crate) fn configuration_diagnostic(message: &str, range: lsp::Range) -> lsp::Diagnostic {
    lsp::Diagnostic {
        range,
        severity: Some(lsp::DiagnosticSeverity::Error),
        source: Some(SOURCE.to_owned()),
        message: lsp::Message::String(message.to_owned()),
        ..lsp::Diagnostic::default()
    }
}

pub(crate) fn rule_page(url: &str) -> Option<Uri> {
    url.parse().ok()
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::Error,
        Severity::Warning => lsp::DiagnosticSeverity::Warning,
        Severity::Information => lsp::DiagnosticSeverity::Information,
        Severity::Hint => lsp::DiagnosticSeverity::Hint,
    }
}

fn diagnostic_tag(tag: Tag) -> lsp::DiagnosticTag {
    match tag {
        Tag::Unnecessary => lsp::DiagnosticTag::Unnecessary,
        Tag::Deprecated => lsp::DiagnosticTag::Deprecated,
    }
}

pub(crate) fn hover(hover: &Hover, places: Places<'_>, features: &Features) -> lsp::Hover {
    let content = markup(hover.markdown.clone(), features.markdown_hover);
    lsp::Hover { contents: lsp::Contents::MarkupContent(content), range: Some(places.range(hover.range)) }
}

fn markup(markdown: String, is_known: bool) -> lsp::MarkupContent {
    if is_known {
        lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown }
    } else {
        lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: plain_text(&markdown) }
    }
}

pub(crate) fn completions(
    completions: &Completions,
    places: Places<'_>,
    features: &CompletionFeatures,
) -> lsp::CompletionList {
    let item = |(index, completion): (usize, &Completion)| {
        let snippet = completion.snippet.as_ref().filter(|_| features.snippets);
        let mut edit = places.edit(&completion.edit);
        if let Some(snippet) = snippet {
            edit.new_text.clone_from(snippet);
        }
        lsp::CompletionItem {
            label: completion.label.clone(),
            kind: Some(completion_kind(completion.kind)),
            detail: completion.detail.clone(),
            filter_text: Some(completion.filter.clone()),
            // In our order, where the client has no reason for another.
            sort_text: Some(format!("{index:04}")),
            insert_text_format: snippet.map(|_| lsp::InsertTextFormat::Snippet),
            text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(edit)),
            data: completion.topic.map(|topic| json!(topic.to_words())),
            ..lsp::CompletionItem::default()
        }
    };
    let items = completions.items.iter().enumerate().map(item).collect();
    lsp::CompletionList { is_incomplete: completions.is_incomplete, items, ..lsp::CompletionList::default() }
}

/// With the documentation of what its `data` names.
pub(crate) fn resolved(mut item: lsp::CompletionItem, features: &CompletionFeatures) -> lsp::CompletionItem {
    let topic = item.data.as_ref().and_then(|data| Topic::parse(data.as_str()?));
    if let Some(text) = topic.and_then(Topic::markdown) {
        let documentation = markup(text, features.markdown);
        item.documentation = Some(lsp::Documentation::MarkupContent(documentation));
    }
    item
}

pub(crate) fn signature_help(help: SignatureHelp, features: &SignatureFeatures) -> lsp::SignatureHelp {
    let documentation =
        |markdown: String| lsp::Documentation::MarkupContent(markup(markdown, features.markdown));
    let signature = |signature: Signature| {
        let label = signature.label;
        let parameter = |parameter: Parameter| lsp::ParameterInformation {
            label: parameter_label(&label, parameter.range, features),
            documentation: parameter.markdown.map(documentation),
        };
        lsp::SignatureInformation {
            parameters: Some(signature.parameters.into_iter().map(parameter).collect()),
            documentation: Some(documentation(signature.markdown)),
            label,
            active_parameter: None,
        }
    };
    let parameter = help.parameter.map(|index| lsp::ActiveParameter::Int(index as u32));
    let none = features.no_active_parameter.then_some(lsp::ActiveParameter::Null);
    lsp::SignatureHelp {
        signatures: help.signatures.into_iter().map(signature).collect(),
        active_signature: Some(help.active as u32),
        active_parameter: parameter.or(none),
    }
}

/// Offsets are in UTF-16 whatever was agreed for positions.
fn parameter_label(
    label: &str,
    range: Range<usize>,
    features: &SignatureFeatures,
) -> lsp::ParameterInformationLabel {
    if !features.label_offsets {
        return lsp::ParameterInformationLabel::String(label[range].to_owned());
    }
    let utf16 = |end: usize| label[..end].encode_utf16().count() as u32;
    lsp::ParameterInformationLabel::Tuple((utf16(range.start), utf16(range.end)))
}

fn completion_kind(kind: CompletionKind) -> lsp::CompletionItemKind {
    match kind {
        CompletionKind::File => lsp::CompletionItemKind::File,
        CompletionKind::Folder => lsp::CompletionItemKind::Folder,
        CompletionKind::Keyword => lsp::CompletionItemKind::Keyword,
        CompletionKind::Key => lsp::CompletionItemKind::Property,
        CompletionKind::Value => lsp::CompletionItemKind::Value,
        CompletionKind::Variable => lsp::CompletionItemKind::Variable,
        CompletionKind::Operator => lsp::CompletionItemKind::Operator,
        CompletionKind::Stage => lsp::CompletionItemKind::Class,
        CompletionKind::Image => lsp::CompletionItemKind::Module,
        CompletionKind::User => lsp::CompletionItemKind::Constant,
        CompletionKind::Rule => lsp::CompletionItemKind::Reference,
        CompletionKind::Heredoc => lsp::CompletionItemKind::Snippet,
    }
}

/// Nothing where the file has no URI. Files of the build context are below `root`.
pub(crate) fn link(
    link: &Link,
    document: &Uri,
    root: Option<&Path>,
    places: Places<'_>,
    features: &Features,
) -> Option<lsp::DocumentLink> {
    let target = match &link.target {
        LinkTarget::File { path, line } => {
            let file = Uri::from_file_path(root?.join(path)).ok()?;
            line.map_or(Some(file.clone()), |line| line_of(&file, line))?
        }
        LinkTarget::Here(place) => line_of(document, places.position(*place).line)?,
        LinkTarget::Url(url) => url.parse().ok()?,
    };
    Some(lsp::DocumentLink {
        range: places.range(link.range),
        target: Some(target),
        tooltip: features.link_tooltips.then(|| link.tooltip.clone()),
        data: None,
    })
}

pub(crate) fn inlay_hint(hint: &InlayHint, places: Places<'_>) -> lsp::InlayHint {
    lsp::InlayHint {
        position: places.position(hint.at),
        label: lsp::Label::String(hint.label.clone()),
        tooltip: Some(lsp::Tooltip::String(hint.tooltip.to_owned())),
        padding_left: Some(true),
        padding_right: None,
        kind: None,
        text_edits: None,
        data: None,
    }
}

pub(crate) fn code_lens(
    lens: CodeLens,
    document: &Uri,
    places: Places<'_>,
    shows_documents: bool,
) -> lsp::CodeLens {
    let target = lens.leads_to.filter(|_| shows_documents).map(|range| places.range(range));
    let location = target.map(|range| lsp::Location { uri: document.clone(), range });
    let command = lsp::Command {
        title: lens.title,
        // Without one, editors take the lens for unfinished.
        command: location.as_ref().map_or_else(String::new, |_| SHOW.to_owned()),
        arguments: location.map(|location| vec![json!(location)]),
        tooltip: None,
    };
    lsp::CodeLens { range: places.range(lens.range), command: Some(command), data: None }
}

/// In the way that editors understand: `#L1` is the first line.
fn line_of(file: &Uri, line: u32) -> Option<Uri> {
    format!("{}#L{}", file.as_str(), line + 1).parse().ok()
}

pub(crate) fn action_kind(kind: ActionKind) -> lsp::CodeActionKind {
    match kind {
        ActionKind::QuickFix => lsp::CodeActionKind::QuickFix,
        ActionKind::FixAll => FIX_ALL,
        ActionKind::Extract => lsp::CodeActionKind::RefactorExtract,
        ActionKind::Inline => lsp::CodeActionKind::RefactorInline,
        ActionKind::Rewrite => lsp::CodeActionKind::RefactorRewrite,
        // No kind of LSP's: it changes nothing, so it must not turn up where edits are asked for.
        ActionKind::Explain => lsp::CodeActionKind::Empty,
    }
}

/// Whether a client that asks for `only` wants `kind`; `source` wants `source.fixAll`, too.
pub(crate) fn is_wanted(kind: &lsp::CodeActionKind, only: Option<&[lsp::CodeActionKind]>) -> bool {
    let kind = String::from(kind.clone());
    let includes = |wanted: &lsp::CodeActionKind| {
        let wanted = String::from(wanted.clone());
        wanted.is_empty()
            || kind.strip_prefix(&*wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(includes))
}

/// The edits of one file.
#[derive(Debug)]
pub(crate) struct FileEdits {
    pub(crate) uri: Uri,
    pub(crate) state: FileState,
    pub(crate) edits: Vec<lsp::TextEdit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileState {
    /// In this version.
    Open(i32),
    OnDisk,
    /// To be created first.
    New,
}

impl FileEdits {
    pub(crate) fn of(document: &Document, edits: &[TextEdit], encoding: Encoding) -> Self {
        let edits = Places { lines: document.lines(), encoding }.edits(edits);
        FileEdits { uri: document.uri.clone(), state: FileState::Open(document.version), edits }
    }

    pub(crate) fn of_text(uri: Uri, text: &str, edits: &[TextEdit], encoding: Encoding) -> Self {
        let edits = Places { lines: &LineIndex::new(text), encoding }.edits(edits);
        FileEdits { uri, state: FileState::OnDisk, edits }
    }

    pub(crate) fn of_new_file(uri: Uri, text: &str) -> Self {
        let fill = lsp::TextEdit { range: lsp::Range::default(), new_text: text.to_owned() };
        FileEdits { uri, state: FileState::New, edits: vec![fill] }
    }

    fn changes(self) -> impl Iterator<Item = lsp::DocumentChange> {
        let create = (self.state == FileState::New).then(|| create_file(self.uri.clone()));
        let version = match self.state {
            FileState::Open(version) => Some(version),
            FileState::OnDisk | FileState::New => None,
        };
        let edit = (!self.edits.is_empty()).then(|| document_edit(self.uri, version, self.edits));
        create.into_iter().chain(edit)
    }
}

/// Edits of several files at once.
///
/// Nothing when the client can't create those that are new: half of an edit is worse than none.
pub(crate) fn workspace_edit(files: Vec<FileEdits>, features: &Features) -> Option<lsp::WorkspaceEdit> {
    if !features.creates_files && files.iter().any(|file| file.state == FileState::New) {
        return None;
    }
    let edit = lsp::WorkspaceEdit::default();
    if !features.document_changes {
        let changes: HashMap<_, _> = files.into_iter().map(|file| (file.uri, file.edits)).collect();
        return Some(lsp::WorkspaceEdit { changes: Some(changes), ..edit });
    }
    let changes = files.into_iter().flat_map(FileEdits::changes).collect();
    Some(lsp::WorkspaceEdit { document_changes: Some(changes), ..edit })
}

/// The same edit with a note that a preview shows: `label` says what it does, `description` why that may not be enough. Nobody
/// has to confirm it: whoever chose the action has asked for it, and can take it back.
pub(crate) fn with_caution(
    edit: lsp::WorkspaceEdit,
    label: String,
    description: String,
    features: &Features,
) -> lsp::WorkspaceEdit {
    const ID: &str = "caution";
    if !features.change_annotations {
        return edit;
    }
    let annotated = |edit: lsp::Edit| match edit {
        lsp::Edit::TextEdit(edit) => {
            lsp::Edit::AnnotatedTextEdit(lsp::AnnotatedTextEdit::new(ID.to_owned(), edit))
        }
        other => other,
    };
    let in_document = |change: lsp::DocumentChange| match change {
        lsp::DocumentChange::TextDocumentEdit(edits) => {
            let annotated = edits.edits.into_iter().map(annotated).collect();
            lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit { edits: annotated, ..edits })
        }
        other => other,
    };
    let changes = edit.document_changes.map(|changes| changes.into_iter().map(in_document).collect());
    let annotation = lsp::ChangeAnnotation::new(label, Some(false), Some(description));
    lsp::WorkspaceEdit {
        document_changes: changes,
        change_annotations: Some(HashMap::from([(ID.to_owned(), annotation)])),
        ..edit
    }
}

/// Fails where there is a file already.
fn create_file(uri: Uri) -> lsp::DocumentChange {
    let options = lsp::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    lsp::DocumentChange::CreateFile(lsp::CreateFile::new(uri, Some(options), None))
}

fn document_edit(
    uri: Uri,
    version: Option<i32>,
    edits: impl IntoIterator<Item = lsp::TextEdit>,
) -> lsp::DocumentChange {
    lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier {
            version,
            text_document_identifier: lsp::TextDocumentIdentifier { uri },
        },
        edits: edits.into_iter().map(lsp::Edit::TextEdit).collect(),
    })
}

/// What the editor wants of a layout. Whatever it says nothing about is done.
pub(crate) fn style(options: lsp::FormattingOptions) -> Style {
    Style {
        indent_style: if options.insert_spaces { IndentStyle::Space } else { IndentStyle::Tab },
        indent_width: options.tab_size,
        trim_trailing_blanks: options.trim_trailing_whitespace != Some(false),
        insert_final_newline: options.insert_final_newline != Some(false),
        trim_final_newlines: options.trim_final_newlines != Some(false),
        ..Style::default()
    }
}

pub(crate) fn message_type(level: Level) -> lsp::MessageType {
    match level {
        Level::ERROR => lsp::MessageType::Error,
        Level::WARN => lsp::MessageType::Warning,
        Level::INFO => lsp::MessageType::Info,
        _ => lsp::MessageType::Log,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::FileKind;

    #[test]
    fn kinds_are_wanted_by_prefix_of_whole_words() {
        let wanted = |only: &str| is_wanted(&FIX_ALL, Some(&[lsp::CodeActionKind::from(only.to_owned())]));
        assert!(
            wanted("") && wanted("source") && wanted("source.fixAll") && wanted("source.fixAll.plimsoll")
        );
        assert!(!wanted("quickfix") && !wanted("source.fix") && !wanted("source.fixAll.plimsoll.x"));
        assert!(is_wanted(&FIX_ALL, None));
        assert!(!is_wanted(&lsp::CodeActionKind::Empty, Some(&[lsp::CodeActionKind::QuickFix])));
    }

    #[test]
    fn an_edit_takes_the_shape_that_the_client_knows() {
        let document =
            Document::new("file:///a/Dockerfile".parse().unwrap(), FileKind::Dockerfile, 7, "FROM 😀 as x\n");
        let edits = [TextEdit::replace(TextRange::new(10.into(), 12.into()), "AS")];
        let own = || FileEdits::of(&document, &edits, Encoding::Utf16);
        let shown = |features: &Features, files: Vec<FileEdits>| {
            serde_json::to_string_pretty(&workspace_edit(files, features)).unwrap()
        };
        expect_test::expect![[r#"
            {
              "changes": {
                "file:///a/Dockerfile": [
                  {
                    "range": {
                      "start": {
                        "line": 0,
                        "character": 8
                      },
                      "end": {
                        "line": 0,
                        "character": 10
                      }
                    },
                    "newText": "AS"
                  }
                ]
              }
            }"#]]
        .assert_eq(&shown(&Features::default(), vec![own()]));

        let beside = |name: &str| format!("file:///a/{name}").parse().unwrap();
        let new = || FileEdits::of_new_file(beside(".dockerignore"), ".git\n");
        assert_eq!(shown(&Features::default(), vec![new(), own()]), "null");
        let longer = TextEdit::insert(3.into(), "b\n");
        let other = FileEdits::of_text(beside("other"), "é\n", &[longer], Encoding::Utf16);
        let features = Features { document_changes: true, creates_files: true, ..Features::default() };
        let shown = shown(&features, vec![new(), other, own()]);
        let edit: serde_json::Value = serde_json::from_str(&shown).unwrap();
        let changes = &edit["documentChanges"];
        assert_eq!(changes[0]["kind"], "create");
        assert_eq!(changes[0]["options"]["overwrite"], false);
        assert_eq!(changes[1]["textDocument"]["version"], serde_json::Value::Null);
        assert_eq!(changes[1]["edits"][0]["newText"], ".git\n");
        assert_eq!(changes[2]["textDocument"]["uri"], "file:///a/other");
        assert_eq!(changes[2]["edits"][0]["range"]["start"]["line"], 1);
        assert_eq!(changes[3]["textDocument"]["version"], 7);
    }
}
