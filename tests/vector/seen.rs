//! What another program makes of an SVG, and how far that is from a picture.

use base64::Engine as _;
use ravine::picture::frame::Canvas;
use resvg::tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};
use resvg::usvg::{self, Tree};

/// The file as that program reads it.
pub(crate) fn parsed(svg: &str) -> Tree {
    Tree::from_str(svg, &usvg::Options::default()).unwrap()
}

/// What resvg makes of it. It is built without a decoder for images: they are laid in between here.
pub(crate) fn seen(svg: &str) -> Pixmap {
    let draw = |svg: &str| {
        let tree = parsed(svg);
        let size = tree.size().to_int_size();
        let mut pixmap = Pixmap::new(size.width(), size.height()).unwrap();
        resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
        pixmap
    };
    let Some(at) = svg.find("<image") else {
        return draw(svg);
    };
    let end = at + svg[at..].find("/>").unwrap() + 2;
    let ground = svg.find("</defs>").unwrap() + "</defs>".len();
    let body = &svg[ground..at];
    let is_open = body.matches("<g").count() > body.matches("</g>").count();
    let group = if is_open {
        let from = body.rfind("<g clip-path").unwrap();
        &body[from..=(from + body[from..].find('>').unwrap())]
    } else {
        ""
    };
    let close = if is_open { "</g>" } else { "" };
    let mut whole = draw(&format!("{}{close}</svg>", &svg[..at]));
    let image = Embedded::read(&svg[at..end]);
    let paint = PixmapPaint {
        quality: FilterQuality::Bilinear,
        ..PixmapPaint::default()
    };
    let scale = [
        image.place[2] / image.pixels.width() as f32,
        image.place[3] / image.pixels.height() as f32,
    ];
    let place = Transform::from_scale(scale[0], scale[1]);
    let place = place.post_translate(image.place[0], image.place[1]);
    whole.draw_pixmap(0, 0, image.pixels.as_ref(), &paint, place, None);
    let rest = seen(&format!("{}{group}{}", &svg[..ground], &svg[end..]));
    let paint = PixmapPaint::default();
    whole.draw_pixmap(0, 0, rest.as_ref(), &paint, Transform::identity(), None);
    whole
}

/// An image in an SVG: its place, and its pixels.
struct Embedded {
    place: [f32; 4],
    pixels: Pixmap,
}

impl Embedded {
    fn read(element: &str) -> Self {
        let attribute = |name: &str| {
            let start = element.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
            &element[start..start + element[start..].find('"').unwrap()]
        };
        let data = attribute("xlink:href");
        let data = data.strip_prefix("data:image/png;base64,").unwrap();
        let png = base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .unwrap();
        let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut buffer).unwrap();
        let mut pixels = Pixmap::new(info.width, info.height).unwrap();
        let channels = info.color_type.samples();
        let colours = buffer.chunks_exact(channels);
        for (to, from) in pixels.pixels_mut().iter_mut().zip(colours) {
            let alpha = from.get(3).copied().unwrap_or(255);
            let colour = resvg::tiny_skia::ColorU8::from_rgba(from[0], from[1], from[2], alpha);
            *to = colour.premultiply();
        }
        let place = ["x", "y", "width", "height"].map(|name| attribute(name).parse().unwrap());
        Self { place, pixels }
    }
}

/// How far two pictures are apart, of 255: on the whole, and in the worst of all squares of this many pixels.
pub(crate) fn apart(a: &Pixmap, b: &Canvas) -> [f64; 2] {
    const SIDE: usize = 20;
    let (width, height) = (b.width, b.height);
    assert_eq!([a.width() as usize, a.height() as usize], [width, height]);
    let columns = width.div_ceil(SIDE);
    let mut squares = vec![0.0; columns * height.div_ceil(SIDE)];
    for (i, (p, q)) in a
        .data()
        .chunks_exact(4)
        .zip(b.rgba.chunks_exact(4))
        .enumerate()
    {
        let difference: u32 = (0..3).map(|k| u32::from(p[k].abs_diff(q[k]))).sum();
        let square = i / width / SIDE * columns + i % width / SIDE;
        squares[square] += f64::from(difference) / 3.0;
    }
    let whole = squares.iter().sum::<f64>() / (width * height) as f64;
    let worst = squares.iter().fold(0.0, |a: f64, b| a.max(*b));
    [whole, worst / (SIDE * SIDE) as f64]
}
