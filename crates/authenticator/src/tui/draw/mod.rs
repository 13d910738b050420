//! From a state to cells: one file for each thing that is seen. Nothing here
//! changes the state.

mod bar;
mod digits;
mod entry;
mod forms;
mod help;
mod list;
mod locked;
mod pane;
mod qr;
mod screen;
#[cfg(test)]
mod screens;
mod text;
mod theme;

pub(crate) use screen::draw;
pub(crate) use theme::Theme;
