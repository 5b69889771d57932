//! The layout of Dockerfiles: all of it, parts, and while the user types.

use std::sync::Arc;

use plimsoll_formatter::{Style, format, format_on_type, format_ranges};
use plimsoll_semantics::Dockerfile;
use tokio::task::spawn_blocking;
use tower_lsp::gen_lsp_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams,
    DocumentRangesFormattingParams, FormattingOptions, Range, TextEdit, Uri,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::convert::{self, Places};
use crate::server::Server;

type Edits = Option<Vec<TextEdit>>;

impl Server {
    pub(crate) async fn formatting(&self, params: DocumentFormattingParams) -> Result<Edits> {
        let work = |file: &Dockerfile, style: &Style, _: Places<'_>| format(file, style);
        self.laid_out(&params.text_document.uri, params.options, work).await
    }

    pub(crate) async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Edits> {
        self.laid_out_ranges(&params.text_document.uri, params.options, vec![params.range]).await
    }

    pub(crate) async fn ranges_formatting(&self, params: DocumentRangesFormattingParams) -> Result<Edits> {
        self.laid_out_ranges(&params.text_document.uri, params.options, params.ranges).await
    }

    pub(crate) async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Edits> {
        let typed = params.ch.chars().next().unwrap_or_default();
        let work = move |file: &Dockerfile, style: &Style, places: Places<'_>| {
            Vec::from_iter(format_on_type(file, style, places.offset(params.position), typed))
        };
        self.laid_out(&params.text_document.uri, params.options, work).await
    }

    async fn laid_out_ranges(
        &self,
        uri: &Uri,
        options: FormattingOptions,
        ranges: Vec<Range>,
    ) -> Result<Edits> {
        let work = move |file: &Dockerfile, style: &Style, places: Places<'_>| {
            let ranges: Vec<_> = ranges.into_iter().map(|range| places.text_range(range)).collect();
            format_ranges(file, style, &ranges)
        };
        self.laid_out(uri, options, work).await
    }

    /// The configuration, which everybody shares, wins over what the editor says of itself.
    async fn laid_out(
        &self,
        uri: &Uri,
        options: FormattingOptions,
        work: impl FnOnce(&Dockerfile, &Style, Places<'_>) -> Vec<plimsoll_text::TextEdit> + Send + 'static,
    ) -> Result<Edits> {
        let Some(document) = self.session.documents.get(uri) else { return Ok(None) };
        self.session.configuration.ready().await;
        let (session, encoding) = (Arc::clone(&self.session), self.encoding());
        let done = spawn_blocking(move || {
            let file = document.dockerfile()?;
            let path = document.uri.to_file_path().ok();
            let settings = session.settings_of(&document.uri, path.as_deref());
            let places = Places { lines: document.lines(), encoding };
            let edits = work(&file, &settings.style(convert::style(options)), places);
            Some(places.edits(&edits))
        });
        done.await.map_err(|error| {
            tracing::error!("formatting failed: {error}");
            Error::internal_error()
        })
    }
}
