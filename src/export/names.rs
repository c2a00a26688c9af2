//! Names of rules spelt in the letters that programs take for names: `√v̂` is `sqrt_v_hat`.

use std::fmt::Write;

/// Letters and how they are spelt; underscores part a name.
const SPELLINGS: &[(char, &str)] = &[
    ('\u{302}', "_hat_"),
    ('\u{303}', "_tilde_"),
    ('\u{304}', "_bar_"),
    ('ĝ', "g_hat_"),
    ('√', "_sqrt_"),
    ('∛', "_cbrt_"),
    ('∇', "_grad_"),
    ('/', "_over_"),
    ('+', "_plus_"),
    ('-', "_minus_"),
    ('−', "_minus_"),
    ('₋', "_prev_"),
    ('·', "_times_"),
    ('×', "_times_"),
    ('ᵖ', "_p_"),
    ('²', "_sq_"),
    ('α', "_alpha_"),
    ('β', "_beta_"),
    ('γ', "_gamma_"),
    ('Γ', "_Gamma_"),
    ('δ', "_delta_"),
    ('Δ', "_delta_"),
    ('ε', "_eps_"),
    ('ζ', "_zeta_"),
    ('η', "_eta_"),
    ('θ', "_theta_"),
    ('κ', "_kappa_"),
    ('λ', "_lambda_"),
    ('μ', "_mu_"),
    ('ν', "_nu_"),
    ('ρ', "_rho_"),
    ('σ', "_sigma_"),
    ('τ', "_tau_"),
    ('φ', "_phi_"),
    ('ω', "_omega_"),
];

/// A name in ASCII letters, digits and single underscores.
pub(super) fn spelt(name: &str) -> String {
    let mut spelt = String::new();
    let mut inside_norm = false;
    for letter in name.chars() {
        let known = SPELLINGS.iter().find(|(known, _)| *known == letter);
        match (letter, known) {
            ('‖', _) => {
                // Where a norm ends nothing is said.
                spelt.push_str(if inside_norm { "_" } else { "_norm_" });
                inside_norm = !inside_norm;
            }
            (_, Some((_, word))) => spelt.push_str(word),
            ('₀'..='₉', _) => spelt.push(char::from(b'0' + (letter as u32 - '₀' as u32) as u8)),
            (letter, _) if letter.is_ascii_alphanumeric() => spelt.push(letter),
            (letter, _) if letter.is_ascii() => spelt.push('_'),
            (letter, _) => {
                // Writing into a string cannot fail.
                let _ = write!(spelt, "_u{:x}_", letter as u32);
            }
        }
    }
    let parts = spelt.split('_').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

/// Keys behind a common beginning, each given out once.
pub(super) struct Keys {
    beginning: String,
    given: Vec<String>,
}

impl Keys {
    pub(super) fn new(beginning: String) -> Self {
        Self {
            beginning,
            given: Vec::new(),
        }
    }

    /// A key for this name; one with a number behind it where another name is spelt the same.
    pub(super) fn free(&mut self, name: &str) -> String {
        let plain = format!("{}{}", self.beginning, spelt(name));
        let mut key = plain.clone();
        let mut number = 2;
        while self.given.contains(&key) {
            key = format!("{plain}_{number}");
            number += 1;
        }
        self.given.push(key.clone());
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_they_are_read() {
        let table = [
            ("m", "m"),
            ("m̂", "m_hat"),
            ("√v̂", "sqrt_v_hat"),
            ("√(v + ε)", "sqrt_v_plus_eps"),
            ("√(a+ε)/√(v+ε)", "sqrt_a_plus_eps_over_sqrt_v_plus_eps"),
            ("−ηλx", "minus_eta_lambda_x"),
            ("ρ g/‖g‖", "rho_g_over_norm_g"),
            ("‖x‖/‖u‖", "norm_x_over_norm_u"),
            ("μ_{t+1}", "mu_t_plus_1"),
            ("v̂ᵖ", "v_hat_p"),
            ("x₁", "x1"),
            ("g₋", "g_prev"),
            ("trust ratio", "trust_ratio"),
            ("Δ", "delta"),
            ("名", "u540d"),
            ("", ""),
        ];
        for (name, want) in table {
            assert_eq!(spelt(name), want);
        }
    }

    #[test]
    fn no_key_is_given_out_twice() {
        let mut keys = Keys::new("run0_".to_owned());
        let given = ["Δ", "δ", "delta", "Δ"].map(|name| keys.free(name));
        let want = ["run0_delta", "run0_delta_2", "run0_delta_3", "run0_delta_4"];
        assert_eq!(given, want);
    }
}
