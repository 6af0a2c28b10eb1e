//! Lists, page by page.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::stream::{Stream, StreamExt as _};
use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;

use crate::error::Result;
use crate::page::{List as AsyncList, Page, Position};

/// As [`crate::List`].
#[derive(Debug, Clone)]
pub struct List<T> {
    inner: AsyncList<T>,
    runtime: Arc<Runtime>,
}

impl<T: DeserializeOwned + Send + 'static> List<T> {
    pub(super) fn new(inner: AsyncList<T>, runtime: Arc<Runtime>) -> Self {
        Self { inner, runtime }
    }

    /// As [`crate::List::from`].
    #[must_use]
    pub fn from(self, position: Position) -> Self {
        Self { inner: self.inner.from(position), runtime: self.runtime }
    }

    /// As [`crate::List::page`], and waits for it.
    ///
    /// # Errors
    /// As there.
    pub fn page(&self) -> Result<Page<T>> {
        self.runtime.block_on(self.inner.page())
    }

    /// All pages, each when it is asked for: as [`crate::List::pages`].
    pub fn pages(self) -> impl Iterator<Item = Result<Page<T>>> {
        Waiting { stream: Box::pin(self.inner.pages()), runtime: self.runtime }
    }

    /// All items, page after page: as [`crate::List::items`].
    pub fn items(self) -> impl Iterator<Item = Result<T>> {
        Waiting { stream: Box::pin(self.inner.items()), runtime: self.runtime }
    }

    /// As [`crate::List::all`], and waits for it.
    ///
    /// # Errors
    /// As there.
    pub fn all(self) -> Result<Vec<T>> {
        self.runtime.block_on(self.inner.all())
    }
}

/// A stream that is waited for.
pub(super) struct Waiting<T> {
    pub(super) stream: Pin<Box<dyn Stream<Item = T> + Send>>,
    pub(super) runtime: Arc<Runtime>,
}

impl<T> Iterator for Waiting<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.runtime.block_on(self.stream.next())
    }
}
