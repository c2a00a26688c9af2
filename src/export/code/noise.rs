//! Gradient noise as a framework draws it: of the same kind and strength, from another generator.

use super::literal::real;
use crate::core::noise::{Noise, NoiseKind};

/// What is added to a gradient of PyTorch's, or what it is multiplied by, as a statement; none without noise.
pub(super) fn torch(noise: &Noise) -> Option<String> {
    let sigma = real(noise.sigma);
    (noise.sigma > 0.0).then(|| match noise.kind {
        NoiseKind::Gaussian => format!("p.grad += {sigma} * torch.randn(2)"),
        NoiseKind::HeavyTailed => {
            let tails = format!("torch.distributions.StudentT({}.0)", noise.degrees);
            format!("p.grad += {sigma} * {tails}.sample((2,))")
        }
        NoiseKind::Multiplicative => format!("p.grad *= 1 + {sigma} * torch.randn(2)"),
    })
}

/// The same for a gradient of JAX's, from a key for each step.
pub(super) fn jax(noise: &Noise) -> Option<String> {
    let sigma = real(noise.sigma);
    let draw = match noise.kind {
        NoiseKind::Gaussian => {
            format!("gradient = gradient + {sigma} * jax.random.normal(key, (2,))")
        }
        NoiseKind::HeavyTailed => {
            format!(
                "gradient = gradient + {sigma} * jax.random.t(key, {}.0, (2,))",
                noise.degrees
            )
        }
        NoiseKind::Multiplicative => {
            format!("gradient = gradient * (1 + {sigma} * jax.random.normal(key, (2,)))")
        }
    };
    let key = format!(
        "key = jax.random.fold_in(jax.random.key({}), step)",
        noise.seed
    );
    (noise.sigma > 0.0).then(|| format!("{key}\n{draw}"))
}
