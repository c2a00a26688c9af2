//! A line of a curve: values along the horizontal axis, thinned to what a screen can show.
//!
//! A line grows with its run and is never gone through again. Of all values in a bucket as wide as a pixel
//! the lowest and the highest stay. Where a whole bucket has no value there is a gap.

/// What lies in one bucket.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    index: f64,
    /// The lowest, the highest and the latest.
    ends: Option<[(f64, f64); 3]>,
}

/// The numbers of one line, before any axis.
#[derive(Clone, Debug)]
pub struct Series {
    /// Place and value; NaN stands for a gap.
    pub points: Vec<(f64, f64)>,
    /// First value.
    pub first: Option<f64>,
    /// Smallest and largest value.
    pub range: Option<(f64, f64)>,
    /// Smallest value above zero.
    pub least_positive: Option<f64>,
    /// Largest magnitude among the first value and those that count as usual.
    pub usual: Option<f64>,
    width: f64,
    bucket: Option<Bucket>,
    /// So many points belong to buckets that are full.
    settled: usize,
}

impl Series {
    /// A line without values, whose buckets are so wide.
    pub fn new(width: f64) -> Self {
        Self {
            points: Vec::new(),
            first: None,
            range: None,
            least_positive: None,
            usual: None,
            width,
            bucket: None,
            settled: 0,
        }
    }

    /// Takes further values, from left to right, those that are none, too: place, value, and whether it is one
    /// that is usual for its run, which a run that explodes has left.
    pub fn extend(&mut self, values: impl Iterator<Item = (f64, Option<f64>, bool)>) {
        self.points.truncate(self.settled);
        for (x, value, is_usual) in values {
            let index = (x / self.width).floor();
            if self.bucket.is_none_or(|bucket| bucket.index != index) {
                self.spill();
                self.settled = self.points.len();
                self.bucket = Some(Bucket { index, ends: None });
            }
            if let Some(value) = value {
                self.measure(value, is_usual);
                if let Some(bucket) = &mut self.bucket {
                    let [low, high, _] = bucket.ends.unwrap_or([(x, value); 3]);
                    bucket.ends = Some([
                        if value < low.1 { (x, value) } else { low },
                        if value > high.1 { (x, value) } else { high },
                        (x, value),
                    ]);
                }
            }
        }
        // The last bucket is drawn as far as it is full, and the line ends where the run does.
        self.spill();
        if let Some([_, _, latest]) = self.bucket.and_then(|bucket| bucket.ends)
            && self.points.last().is_some_and(|last| last.0 < latest.0)
        {
            self.points.push(latest);
        }
    }

    fn measure(&mut self, value: f64, is_usual: bool) {
        let size = value.abs();
        if self.usual.is_none_or(|usual| is_usual && size > usual) {
            self.usual = Some(size);
        }
        self.first.get_or_insert(value);
        self.range = Some(match self.range {
            None => (value, value),
            Some((low, high)) => (low.min(value), high.max(value)),
        });
        if value > 0.0 && self.least_positive.is_none_or(|least| value < least) {
            self.least_positive = Some(value);
        }
    }

    /// Adds the points of the bucket.
    fn spill(&mut self) {
        let Some(bucket) = self.bucket else { return };
        let Some([low, high, _]) = bucket.ends else {
            if self.points.last().is_some_and(|last| !last.1.is_nan()) {
                self.points.push((bucket.index * self.width, f64::NAN));
            }
            return;
        };
        let (first, second) = if low.0 <= high.0 {
            (low, high)
        } else {
            (high, low)
        };
        self.points.push(first);
        if second.0 > first.0 {
            self.points.push(second);
        }
    }

    /// The magnitude that half of the points exceed; none without points.
    pub fn typical(&self) -> Option<f64> {
        let mut sizes: Vec<f64> = self
            .points
            .iter()
            .map(|point| point.1.abs())
            .filter(|size| !size.is_nan())
            .collect();
        let middle = sizes.len() / 2;
        (!sizes.is_empty()).then(|| *sizes.select_nth_unstable_by(middle, f64::total_cmp).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(values: &[Option<f64>]) -> Vec<(f64, Option<f64>)> {
        let place = |(x, value): (usize, &Option<f64>)| (x as f64, *value);
        values.iter().enumerate().map(place).collect()
    }

    /// As in the file's order, in one piece.
    fn whole(values: &[(f64, Option<f64>)], width: f64) -> Series {
        let mut series = Series::new(width);
        series.extend(values.iter().map(|(x, value)| (*x, *value, true)));
        series
    }

    #[test]
    fn thinning_keeps_extremes_and_the_end() {
        let n = 1_000_000;
        let value = |i: i32| match i {
            777 => -5.0,
            777_777 => 9.0,
            _ => f64::from(i % 7) * 0.1,
        };
        let values: Vec<_> = (0..n).map(|i| (f64::from(i), Some(value(i)))).collect();
        for pixels in [100.0, 800.0, 3840.0] {
            let series = whole(&values, f64::from(n) / pixels);
            let count = series.points.len();
            assert!(count as f64 <= 2.0 * pixels + 3.0, "{count}");
            assert!(series.points.contains(&(777.0, -5.0)));
            assert!(series.points.contains(&(777_777.0, 9.0)));
            assert_eq!(series.points.last().map(|p| p.0), Some(f64::from(n - 1)));
            assert!(series.points.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert_eq!(series.range, Some((-5.0, 9.0)));
        }
    }

    #[test]
    fn a_line_that_grows_is_the_line_that_is_there_at_once() {
        let value = |i: u32| (!i.is_multiple_of(5)).then_some(f64::from(i * 7919 % 1000));
        let values: Vec<_> = (0..3000).map(|i| (f64::from(i), value(i))).collect();
        for width in [0.3, 1.0, 7.3] {
            let want = whole(&values, width);
            for piece in [1, 13, 999] {
                let mut series = Series::new(width);
                for part in values.chunks(piece) {
                    series.extend(part.iter().map(|(x, value)| (*x, *value, true)));
                }
                // NaN is a gap here, and equal to a gap.
                assert_eq!(format!("{:?}", series.points), format!("{:?}", want.points));
                assert_eq!(
                    (series.first, series.range, series.least_positive),
                    (want.first, want.range, want.least_positive)
                );
            }
        }
    }

    #[test]
    fn what_is_usual_is_the_first_value_and_what_is_said_to_be() {
        let mut series = Series::new(1.0);
        let values = [(0.0, -2.0, false), (1.0, -5.0, true), (2.0, 1e9, false)];
        series.extend(
            values
                .into_iter()
                .map(|(x, value, usual)| (x, Some(value), usual)),
        );
        assert_eq!(series.usual, Some(5.0));
    }

    #[test]
    fn where_there_is_no_value_there_is_a_gap() {
        let values = all(&[Some(10.0), Some(0.0), None, None, Some(5.0)]);
        let series = whole(&values, 1.0);
        let xs: Vec<f64> = series.points.iter().map(|p| p.0).collect();
        assert_eq!(xs, [0.0, 1.0, 2.0, 4.0]);
        assert!(series.points[2].1.is_nan());
        assert_eq!(
            (series.first, series.least_positive, series.typical()),
            (Some(10.0), Some(5.0), Some(5.0))
        );
        let none = whole(&all(&[None, None]), 1.0);
        assert!(none.points.is_empty() && none.typical().is_none());
        // A gap too small to see is none.
        assert!(whole(&values, 10.0).points.iter().all(|p| !p.1.is_nan()));
    }
}
