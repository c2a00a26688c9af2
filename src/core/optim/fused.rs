//! The rules that surfaces are compiled together with.

/// Does something with each rule that surfaces are compiled together with, and with the facts of its parameters for which it
/// is, until it says true: those that most runs use.
macro_rules! with_fused {
    (|$rule:ident, $facts:ident| $does:expr) => {{
        use $crate::core::optim::{Adam, AdamW, Sgd};
        ({
            type $rule = Sgd;
            const $facts: u32 = 0;
            $does
        }) || ({
            // Without momentum.
            type $rule = Sgd;
            const $facts: u32 = 1;
            $does
        }) || ({
            type $rule = Adam;
            const $facts: u32 = 0;
            $does
        }) || ({
            type $rule = AdamW;
            const $facts: u32 = 0;
            $does
        })
    }};
    (|$rule:ident| $does:expr) => {
        $crate::core::optim::with_fused!(|$rule, _FACTS| $does)
    };
}
pub(in crate::core) use with_fused;
