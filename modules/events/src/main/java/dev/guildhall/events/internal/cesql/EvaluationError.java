package dev.guildhall.events.internal.cesql;

/** Why an expression has no proper value for an event. */
enum EvaluationError {
    /** A division by zero, or an integer of more than 32 bits. */
    MATH,
    CAST,
    MISSING_ATTRIBUTE,
    /** An argument that a function cannot do anything with, or a result that is too long. */
    FUNCTION_EVALUATION,
    /** More work than an expression may make. */
    GENERIC
}
