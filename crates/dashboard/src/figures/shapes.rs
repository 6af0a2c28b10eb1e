//! What plotters draws, as shapes that a template writes: so everything that stands in a page is escaped by its template,
//! colours are those of the page, light or dark, and a bar can be a link.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

/// A straight line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) from: BackendCoord,
    pub(crate) to: BackendCoord,
}

/// A text at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) text: String,
    pub(crate) at: BackendCoord,
    /// `start`, `middle` or `end`.
    pub(crate) anchor: &'static str,
}

/// A filled rectangle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// Everything that was drawn.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Shapes {
    pub(crate) lines: Vec<Line>,
    pub(crate) labels: Vec<Label>,
    /// In the order in which they were drawn: that of the values.
    pub(crate) areas: Vec<Area>,
}

/// Draws into shapes.
pub(super) struct IntoShapes<'shapes> {
    pub(super) shapes: &'shapes mut Shapes,
    pub(super) size: (u32, u32),
}

/// How far below its middle the line of a text is, in pixels.
const BASELINE: i32 = 4;

impl DrawingBackend for IntoShapes<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_pixel(
        &mut self,
        _point: BackendCoord,
        _color: BackendColor,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        _style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.shapes.lines.push(Line { from, to });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _style: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let mut last: Option<BackendCoord> = None;
        for to in path {
            if let Some(from) = last {
                self.shapes.lines.push(Line { from, to });
            }
            last = Some(to);
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        _style: &S,
        is_filled: bool,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        if is_filled {
            let (x, y) = (left.min(right), top.min(bottom));
            let (width, height) = ((right - left).abs(), (bottom - top).abs());
            self.shapes.areas.push(Area { x, y, width, height });
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &T,
        (x, y): BackendCoord,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let below = match style.anchor().v_pos {
            VPos::Top => 2 * BASELINE + 2,
            VPos::Center => BASELINE,
            VPos::Bottom => 0,
        };
        self.shapes.labels.push(Label { text: text.to_owned(), at: (x, y + below), anchor });
        Ok(())
    }
}
