//! From a place to others that are about the same thing.

use plimsoll_ide::Destination;
use plimsoll_semantics::Dockerfile;
use plimsoll_text::TextSize;
use tower_lsp::gen_lsp_types::{
    Declaration, DeclarationParams, DeclarationResponse, Definition, DefinitionParams, DefinitionResponse,
    DocumentHighlight, DocumentHighlightParams, LinkedEditingRangeParams, LinkedEditingRanges, Location,
    LocationLink, ReferenceParams, TextDocumentPositionParams,
};
use tower_lsp::jsonrpc::Result;

use crate::convert;
use crate::server::Server;

/// One location, or links.
enum Found {
    Location(Location),
    Links(Vec<LocationLink>),
}

impl From<Location> for Found {
    fn from(location: Location) -> Self {
        Found::Location(location)
    }
}

impl From<Vec<LocationLink>> for Found {
    fn from(links: Vec<LocationLink>) -> Self {
        Found::Links(links)
    }
}

impl Server {
    pub(crate) async fn definition(&self, params: DefinitionParams) -> Result<Option<DefinitionResponse>> {
        let with_links = self.session.features().definition_links;
        let at = params.text_document_position_params;
        let found = self.found(at, with_links, plimsoll_ide::definition).await?;
        Ok(found.map(|found| match found {
            Found::Location(location) => DefinitionResponse::Definition(Definition::Location(location)),
            Found::Links(links) => DefinitionResponse::DefinitionLinkList(links),
        }))
    }

    pub(crate) async fn declaration(&self, params: DeclarationParams) -> Result<Option<DeclarationResponse>> {
        let with_links = self.session.features().declaration_links;
        let at = params.text_document_position_params;
        let found = self.found(at, with_links, plimsoll_ide::declaration).await?;
        Ok(found.map(|found| match found {
            Found::Location(location) => DeclarationResponse::Declaration(Declaration::Location(location)),
            Found::Links(links) => DeclarationResponse::DeclarationLinkList(links),
        }))
    }

    async fn found(
        &self,
        at: TextDocumentPositionParams,
        with_links: bool,
        find: fn(&Dockerfile, TextSize) -> Option<Destination>,
    ) -> Result<Option<Found>> {
        let found = self.in_dockerfile(&at.text_document.uri, move |document, file, places| {
            let found = find(file, places.offset(at.position))?;
            Some(convert::destination(found, document.uri.clone(), places, with_links))
        });
        found.await.map(Option::flatten)
    }

    pub(crate) async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let at = params.text_document_position_params;
        let with_declarations = params.context.include_declaration;
        let found = self.in_dockerfile(&at.text_document.uri, move |document, file, places| {
            let found = plimsoll_ide::references(file, places.offset(at.position), with_declarations)?;
            Some(convert::locations(&found, &document.uri, places))
        });
        found.await.map(Option::flatten)
    }

    pub(crate) async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        let found = self.in_dockerfile(&at.text_document.uri, move |_, file, places| {
            let found = plimsoll_ide::highlights(file, places.offset(at.position))?;
            Some(convert::highlights(&found, places))
        });
        found.await.map(Option::flatten)
    }

    pub(crate) async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let at = params.text_document_position_params;
        let found = self.in_dockerfile(&at.text_document.uri, move |_, file, places| {
            let found = plimsoll_ide::linked_ranges(file, places.offset(at.position))?;
            Some(convert::linked_ranges(&found, places))
        });
        found.await.map(Option::flatten)
    }
}
