//! `params!`: one table becomes the structure of a rule and the descriptions of its parameters.

/// Declares the parameters of an entry: a structure for the rule and the descriptions for everyone else.
///
/// Each field is `key: shape("Label", "symbol", …);` with a doc line that is the tooltip. The shapes are
/// the constructors of [`ParamSpec`](crate::core::params::ParamSpec): `real` (default, domain, span), `count` (default, min, max),
/// `length`, `remainder`, `toggle` (default), `choice` (default index, words), `reals` (default, domain), `counts`
/// (default, min, max), `schedule` and `optimizer` (default id), `schedules` (default ids).
///
/// After the fields, `let name = formula;` keeps a real that follows from the parameters: it is computed
/// once per setting instead of at every step, and is a private field of the structure. After those, `fact name = formula;`
/// keeps what is true of all lanes or not: mostly what is out of the ordinary, and costs time.
///
/// ```
/// use ravine::core::{lane::Lane, params::{Domain, Params, Span}};
/// ravine::params! {
///     /// Plain gradient descent.
///     pub struct Descent {
///         /// Length of a step in units of the gradient.
///         lr: real("Learning rate", "η", 1e-3, Domain::POSITIVE, Span::log(1e-5, 1.0));
///     }
/// }
/// assert_eq!(Descent::SPECS[0].meaning(), "Length of a step in units of the gradient.");
/// ```
#[macro_export]
macro_rules! params {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $( $(#[doc = $meaning:literal])+ $key:ident : $shape:ident ( $($argument:expr),* $(,)? ) ; )*
            $( let $kept:ident = $formula:expr ; )*
            $( fact $fact:ident = $truth:expr ; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[allow(unreachable_pub, reason = "an entry is reached through its catalogue")]
        pub struct $name<L: $crate::core::lane::Lane = f64> {
            $( $(#[doc = $meaning])+ pub $key: $crate::params!(@type $shape L), )*
            $( $kept: L, )*
            $( $fact: bool, )*
            /// Only says which lanes the reals are.
            pub lanes: ::std::marker::PhantomData<L>,
        }

        impl<L: $crate::core::lane::Lane> Clone for $name<L> {
            fn clone(&self) -> Self {
                Self { $($key: self.$key.clone(),)* $($kept: self.$kept,)* $($fact: self.$fact,)* lanes: ::std::marker::PhantomData }
            }
        }

        impl<L: $crate::core::lane::Lane> ::std::fmt::Debug for $name<L> {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($key), &self.$key))*.finish()
            }
        }

        impl $crate::core::params::Params for $name {
            type Of<L: $crate::core::lane::Lane> = $name<L>;
            const SPECS: &'static [$crate::core::params::ParamSpec] = &[
                $( $crate::core::params::ParamSpec::$shape(
                    stringify!($key), concat!($($meaning),+), $($argument),*
                ), )*
            ];
            #[allow(unused_assignments, unused_mut, unused_variables, reason = "an entry may have no parameter")]
            fn read<L: $crate::core::lane::Lane>(
                source: &dyn $crate::core::params::Source<L>,
            ) -> $name<L> {
                let mut index = 0;
                $( let $key = $crate::core::params::read::$shape(source, index); index += 1; )*
                $( let $kept: L = $formula; )*
                $( let $fact: bool = $truth; )*
                $name { $($key,)* $($kept,)* $($fact,)* lanes: ::std::marker::PhantomData }
            }
            #[inline(always)]
            #[allow(unused_assignments, unused_mut, unused_variables, reason = "an entry may have no facts")]
            fn known<L: $crate::core::lane::Lane>(params: &$name<L>, facts: u32) -> Option<$name<L>> {
                let mut bit = 1;
                $( let $fact = facts & bit != 0; bit <<= 1; )*
                let is_so = true $( && params.$fact == $fact )*;
                is_so.then(|| $name {
                    $( $key: params.$key.clone(), )*
                    $( $kept: params.$kept, )*
                    $( $fact, )*
                    lanes: ::std::marker::PhantomData,
                })
            }
            #[allow(unused_variables, reason = "an entry may have no real parameter")]
            fn lift<L: $crate::core::lane::Lane, M: $crate::core::lane::Lane>(
                params: &$name<L>,
                real: impl Fn(L) -> M,
            ) -> $name<M> {
                $name {
                    $( $key: $crate::params!(@lift $shape real, params.$key), )*
                    $( $kept: real(params.$kept), )*
                    $( $fact: params.$fact, )*
                    lanes: ::std::marker::PhantomData,
                }
            }
        }
    };
    (@type real $lane:ident) => { $lane };
    (@type count $lane:ident) => { u64 };
    (@type length $lane:ident) => { u64 };
    (@type remainder $lane:ident) => { u64 };
    (@type toggle $lane:ident) => { bool };
    (@type choice $lane:ident) => { usize };
    (@type schedule $lane:ident) => { $crate::core::catalog::Config };
    (@type optimizer $lane:ident) => { $crate::core::catalog::Config };
    (@type schedules $lane:ident) => { Vec<$crate::core::catalog::Config> };
    (@type reals $lane:ident) => { Vec<f64> };
    (@type counts $lane:ident) => { Vec<u64> };
    (@lift real $real:ident, $value:expr) => { $real($value) };
    (@lift $other:ident $real:ident, $value:expr) => { $value.clone() };
}
