package dev.guildhall.tenancy.internal;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.text.PlainName;
import io.vertx.core.json.JsonObject;

/** What people call things by: a line of plain text of 1 to 200 characters. */
public final class Names {

    private static final int LONGEST = 200;

    private Names() {}

    /** The name in a field of a body, without blanks around it; noted as a fault when it is none. */
    public static String read(JsonObject body, String field, Faults faults) {
        var name = body.getValue(field) instanceof String text ? text.strip() : "";
        faults.require(isName(name), field, rule(field));
        return name;
    }

    public static boolean isName(String stripped) {
        return isText(stripped, LONGEST) && PlainName.isPlain(stripped);
    }

    public static String rule(String field) {
        return field + " must have 1 to " + LONGEST + " characters, and " + PlainName.RULE;
    }

    /** Whether it has some characters, not more than that, and all of them can be stored. */
    public static boolean isText(String text, int longest) {
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= longest && Storable.isStorable(text);
    }
}
