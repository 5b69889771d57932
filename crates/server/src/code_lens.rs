//! What there is to say about stages.

use tower_lsp::gen_lsp_types::{
    CodeLens, CodeLensParams, ExecuteCommandParams, Location, LspAny, ShowDocumentParams,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::analysis::File;
use crate::convert::{self, Places};
use crate::server::Server;

impl Server {
    pub(crate) async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let Some(document) = self.session.documents.get(&params.text_document.uri) else { return Ok(None) };
        let features = self.session.features().clone();
        let lenses = self.session.read_with_settings(&document, move |document, file, settings| {
            let File::Dockerfile(file) = file else { return None };
            let places = Places { lines: document.lines(), encoding: features.encoding };
            let path = document.uri.to_file_path().unwrap_or_default();
            let name = path.file_name().map_or("Dockerfile".into(), |name| name.to_string_lossy());
            let lenses = plimsoll_ide::code_lenses(file, &name, settings.code_lens());
            let lens = |lens| convert::code_lens(lens, &document.uri, places, features.shows_documents);
            Some(lenses.into_iter().map(lens).collect())
        });
        lenses.await.ok_or_else(Error::internal_error)
    }

    /// `plimsoll.show`: its only argument is a location.
    pub(crate) fn show(&self, params: ExecuteCommandParams) -> Result<Option<LspAny>> {
        let location = params.arguments.unwrap_or_default().into_iter().next().unwrap_or_default();
        let Location { uri, range } = serde_json::from_value(location)
            .map_err(|error| Error::invalid_params(format!("the argument is a location: {error}")))?;
        let client = self.session.client.clone();
        let place =
            ShowDocumentParams { uri, external: None, take_focus: Some(true), selection: Some(range) };
        tokio::spawn(async move { client.show_document(place).await });
        Ok(None)
    }
}
