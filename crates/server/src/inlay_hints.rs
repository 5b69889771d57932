//! What words come to.

use tower_lsp::gen_lsp_types::{InlayHint, InlayHintParams};
use tower_lsp::jsonrpc::{Error, Result};

use crate::analysis::File;
use crate::convert::{self, Places};
use crate::server::Server;

impl Server {
    pub(crate) async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let Some(document) = self.session.documents.get(&params.text_document.uri) else { return Ok(None) };
        let encoding = self.encoding();
        let hints = self.session.read_with_settings(&document, move |document, file, settings| {
            let File::Dockerfile(file) = file else { return None };
            let places = Places { lines: document.lines(), encoding };
            let hints =
                plimsoll_ide::inlay_hints(file, places.text_range(params.range), settings.inlay_hints());
            Some(hints.iter().map(|hint| convert::inlay_hint(hint, places)).collect())
        });
        hints.await.ok_or_else(Error::internal_error)
    }
}
