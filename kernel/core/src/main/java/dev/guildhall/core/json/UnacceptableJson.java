package dev.guildhall.core.json;

import io.vertx.core.json.DecodeException;

/** Text that is no JSON, or JSON that is not taken. It quotes nothing of it but the names on the way to its fault. */
public final class UnacceptableJson extends DecodeException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_PLACE = 200;

    private final String field;
    private final String fault;

    UnacceptableJson(String field, String fault, Throwable cause) {
        super((field.isEmpty() ? "The JSON" : shortened(field)) + " " + fault, cause);
        this.field = shortened(field);
        this.fault = fault;
    }

    /** The dotted path of the value at fault; empty when it is the whole. */
    public String field() {
        return field;
    }

    /** What is wrong with it, to go on after its name. */
    public String fault() {
        return fault;
    }

    private static String shortened(String field) {
        return field.length() > LONGEST_PLACE ? field.substring(0, LONGEST_PLACE) + "…" : field;
    }
}
