package dev.guildhall.events.internal.cesql;

import java.util.Optional;

/**
 * What came of an expression for an event.
 *
 * @param value a text, an integer or a truth; with an error what CESQL says it is then
 */
record Result(Object value, Optional<EvaluationError> error) {}
