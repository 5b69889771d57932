//! Diagnostics that the client asks for, of a document and of the workspace.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use tower_lsp::gen_lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::analysis::Analysis;
use crate::capabilities::Features;
use crate::convert::{self, Places};
use crate::documents::Document;
use crate::server::Server;
use crate::session::Session;

/// The diagnostics of an open document; nothing when the linter failed.
pub(crate) async fn of(session: &Arc<Session>, document: &Document) -> Option<Vec<Diagnostic>> {
    let features = session.features().clone();
    session.analyse(document, move |document, analysis| from_analysis(document, analysis, &features)).await
}

pub(crate) fn from_analysis(
    document: &Document,
    analysis: &Analysis,
    features: &Features,
) -> Vec<Diagnostic> {
    let places = Places { lines: document.lines(), encoding: features.encoding };
    let findings = analysis.findings.iter();
    findings
        .map(|finding| convert::diagnostic(finding, &document.uri, places, &features.diagnostics))
        .collect()
}

/// Names a report by all that it depends on: the text, and through the findings the configuration and the
/// build context.
pub(crate) fn result_id(document: &Document, diagnostics: &[Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    document.text_hash().hash(&mut hasher);
    diagnostics.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl Server {
    pub(crate) async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReport> {
        let Some(document) = self.session.documents.get(&params.text_document.uri) else {
            return Ok(report(None, None, Vec::new()));
        };
        let diagnostics = of(&self.session, &document).await.ok_or_else(Error::internal_error)?;
        let id = result_id(&document, &diagnostics);
        Ok(report(params.previous_result_id.as_ref(), Some(id), diagnostics))
    }
}

fn report(previous: Option<&String>, id: Option<String>, items: Vec<Diagnostic>) -> DocumentDiagnosticReport {
    match id {
        Some(id) if previous == Some(&id) => {
            DocumentDiagnosticReport::RelatedUnchangedDocumentDiagnosticReport(
                RelatedUnchangedDocumentDiagnosticReport {
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
                    ..RelatedUnchangedDocumentDiagnosticReport::default()
                },
            )
        }
        result_id => DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(
            RelatedFullDocumentDiagnosticReport {
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id, items },
                ..RelatedFullDocumentDiagnosticReport::default()
            },
        ),
    }
}
