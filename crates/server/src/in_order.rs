//! Messages take effect in the order they arrive, and a panic stays with the message that caused it.

use std::future;
use std::panic::AssertUnwindSafe;
use std::task::{Context, Poll, Waker};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_service::Service;

/// Runs every handler up to its first suspension before the next message is read.
///
/// The service is called once a message, in order, but the futures it gives are polled in no promised order.
/// Polling here, inside of `call`, makes whatever a handler does before its first `.await` happen in the order
/// of the messages: edits are applied, and snapshots taken, at the right place in the stream.
///
/// A request whose handler panics is answered with an internal error.
pub(crate) struct InOrder<S>(pub(crate) S);

impl<S> Service<Request> for InOrder<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let id = request.id().cloned();
        let method = request.method().to_owned();
        let mut handler = AssertUnwindSafe(self.0.call(request))
            .catch_unwind()
            .map(move |outcome| {
                outcome.unwrap_or_else(|_| {
                    tracing::error!("the handler of {method} panicked");
                    Ok(id.map(|id| Response::from_error(id, Error::internal_error())))
                })
            })
            .boxed();
        match handler.poll_unpin(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => future::ready(outcome).boxed(),
            // It is polled again at once, with a waker that works.
            Poll::Pending => handler,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use serde_json::json;

    use super::*;

    /// Panics before or after its first suspension; answers anything else with its own method.
    struct Fragile;

    impl Service<Request> for Fragile {
        type Response = Option<Response>;
        type Error = Infallible;
        type Future = BoxFuture<'static, Result<Option<Response>, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            let (method, id, _) = request.into_parts();
            async move {
                match &*method {
                    "panic now" => panic!("as asked"),
                    "panic later" => {
                        tokio::task::yield_now().await;
                        panic!("as asked")
                    }
                    _ => Ok(id.map(|id| Response::from_ok(id, json!(method)))),
                }
            }
            .boxed()
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_panic_is_one_error_response() {
        let mut service = InOrder(Fragile);
        for method in ["panic now", "panic later"] {
            let response = service.call(Request::build(method).id(1).finish()).await;
            assert_eq!(response, Ok(Some(Response::from_error(1.into(), Error::internal_error()))));
            assert_eq!(service.call(Request::build(method).finish()).await, Ok(None));
        }
        let response = service.call(Request::build("fine").id(2).finish()).await;
        assert_eq!(response, Ok(Some(Response::from_ok(2.into(), json!("fine")))));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_comes_before_the_first_suspension_is_done_on_call() {
        struct Recorder(std::sync::Arc<parking_lot::Mutex<Vec<String>>>);

        impl Service<Request> for Recorder {
            type Response = Option<Response>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<Option<Response>, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: Request) -> Self::Future {
                let seen = self.0.clone();
                async move {
                    seen.lock().push(request.method().to_owned());
                    tokio::task::yield_now().await;
                    seen.lock().push(format!("{} resumed", request.method()));
                    Ok(None)
                }
                .boxed()
            }
        }

        let seen = std::sync::Arc::default();
        let mut service = InOrder(Recorder(std::sync::Arc::clone(&seen)));
        let first = service.call(Request::build("first").finish());
        let second = service.call(Request::build("second").finish());
        second.await.unwrap();
        first.await.unwrap();
        assert_eq!(*seen.lock(), ["first", "second", "second resumed", "first resumed"]);
    }
}
