//! Completions and signatures.

use std::ops::Range;

use plimsoll_ide::{Completion, CompletionKind, Completions, Parameter, Signature, SignatureHelp, Topic};
use serde_json::json;
use tower_lsp::gen_lsp_types as lsp;

use super::{Places, markup};
use crate::capabilities::{CompletionFeatures, SignatureFeatures};

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
