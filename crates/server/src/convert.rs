//! Every translation between the program's own terms and LSP's, each way.

mod completion;
mod edits;
mod navigation;
mod semantic_tokens;
mod structure;

use std::path::Path;

use plimsoll_formatter::{IndentStyle, Style};
use plimsoll_ide::{ActionKind, CodeLens, Hover, InlayHint, Link, LinkTarget};
use plimsoll_linter::{Finding, Severity, Tag};
use plimsoll_text::{Encoding, LineIndex, Position, TextEdit, TextRange, TextSize};
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::gen_lsp_types::Uri;
use tracing::Level;

use crate::capabilities::{DiagnosticFeatures, FIX_ALL, Features, SHOW};
use crate::documents::Change;
use crate::plain_text::plain_text;

pub(crate) use completion::{completions, resolved, signature_help};
pub(crate) use edits::{FileEdits, with_caution, workspace_edit};
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
}
