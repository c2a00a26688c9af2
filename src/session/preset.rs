//! A scene as JSON and back.
