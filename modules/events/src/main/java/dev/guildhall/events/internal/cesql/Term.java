package dev.guildhall.events.internal.cesql;

/** A part of an expression; what type it has is known before there is an event. */
interface Term {

    Type type();

    /** Its value, of its type unless the run has failed. */
    Object evaluate(Evaluation run);
}
