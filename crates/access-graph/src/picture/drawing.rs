//! A picture as others hold it: made of a graph, written as SVG or as text.

use super::{narrow, place, scene, svg, words};
use crate::{Graph, Report, WhatIf};

/// Is a picture, ready to be written as SVG or as text.
#[derive(Clone, Debug)]
pub struct Picture {
    scene: scene::Scene,
    placed: place::Placed,
}

impl Picture {
    /// Draws a graph with what its report says; after a what-if, if there is
    /// one.
    pub fn new(graph: &Graph, report: &Report, what_if: Option<&WhatIf>) -> Self {
        let scene = scene::Scene::new(graph, report, what_if);
        let placed = place::Placed::new(&scene);
        Self { scene, placed }
    }

    /// Says whether several nodes share a box, because there are too many.
    pub fn is_summed_up(&self) -> bool {
        self.scene.boxes.iter().any(|one| one.nodes.len() > 1)
    }

    /// Writes a file of its own, with its style, in light and dark.
    pub fn svg(&self) -> String {
        svg::write(&self.scene, &self.placed, true, &|_| None)
    }

    /// Writes an element for a page that has [`PICTURE_STYLE`](crate::PICTURE_STYLE) among its styles.
    pub fn fragment(&self) -> String {
        svg::write(&self.scene, &self.placed, false, &|_| None)
    }

    /// Writes the same element with links: `link` returns the address that the box
    /// of a node leads to, and what a screen reader says of it.
    pub fn linked(&self, link: &dyn Fn(&str) -> Option<(String, String)>) -> String {
        svg::write(&self.scene, &self.placed, false, link)
    }

    /// Writes the picture for a narrow window, to be scrolled downwards only, with the
    /// same links. It has ids of its own; a page may hold both and show either.
    pub fn narrow(&self, link: &dyn Fn(&str) -> Option<(String, String)>) -> String {
        narrow::write(&self.scene, link)
    }

    /// Says in sentences what the picture shows, one for each box and way.
    pub fn sentences(&self) -> Vec<String> {
        words::sentences(&self.scene)
    }
}
