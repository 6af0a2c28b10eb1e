//! How a type of the async client becomes one that waits.

/// Declares a type around one of the async client. `calls` wait for the answer, `scopes` ask nothing yet, `lists` are
/// asked page by page.
macro_rules! waiting {
    (
        $(#[$attribute:meta])*
        $name:ident
        calls { $(fn $call:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* }
        scopes { $(fn $scope:ident($($scope_argument:ident: $scope_type:ty),*) -> $scope_answer:ident;)* }
        lists { $(fn $list:ident($($list_argument:ident: $list_type:ty),*) -> $item:ty;)* }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone)]
        pub struct $name {
            inner: crate::$name,
            runtime: std::sync::Arc<tokio::runtime::Runtime>,
        }

        waiting!(@methods $name
            calls { $(fn $call($($argument: $type),*) -> $answer;)* }
            scopes { $(fn $scope($($scope_argument: $scope_type),*) -> $scope_answer;)* }
            lists { $(fn $list($($list_argument: $list_type),*) -> $item;)* }
        );

        impl $name {
            pub(super) fn new(inner: crate::$name, runtime: std::sync::Arc<tokio::runtime::Runtime>) -> Self {
                Self { inner, runtime }
            }
        }
    };
    (
        @methods $name:ident
        calls { $(fn $call:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* }
        scopes { $(fn $scope:ident($($scope_argument:ident: $scope_type:ty),*) -> $scope_answer:ident;)* }
        lists { $(fn $list:ident($($list_argument:ident: $list_type:ty),*) -> $item:ty;)* }
    ) => {
        impl $name {
            $(
                #[doc = concat!("As [`crate::", stringify!($name), "::", stringify!($call), "`], and waits for it.")]
                ///
                /// # Errors
                /// As there.
                pub fn $call(&self, $($argument: $type),*) -> crate::Result<$answer> {
                    self.runtime.block_on(self.inner.$call($($argument),*))
                }
            )*
            $(
                #[doc = concat!("As [`crate::", stringify!($name), "::", stringify!($scope), "`].")]
                pub fn $scope(&self, $($scope_argument: $scope_type),*) -> $scope_answer {
                    $scope_answer::new(
                        self.inner.$scope($($scope_argument),*),
                        std::sync::Arc::clone(&self.runtime),
                    )
                }
            )*
            $(
                #[doc = concat!("As [`crate::", stringify!($name), "::", stringify!($list), "`].")]
                pub fn $list(&self, $($list_argument: $list_type),*) -> super::List<$item> {
                    super::List::new(
                        self.inner.$list($($list_argument),*),
                        std::sync::Arc::clone(&self.runtime),
                    )
                }
            )*
        }
    };
}

pub(super) use waiting;
