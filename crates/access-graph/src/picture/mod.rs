//! Pictures of a graph: things on the left, what they open further right. The
//! same graph always gives the same picture; large ones are summed up.

mod boxes;
mod drawing;
mod layers;
mod measure;
mod narrow;
mod place;
mod scene;
mod summary;
mod svg;
mod words;

pub use drawing::Picture;
pub use svg::STYLE;
