package dev.guildhall.extensions.internal.storage;

import dev.guildhall.core.id.Ids;
import java.util.Optional;

/** Which of the schemas of an extension in a workspace: the one in use, the one kept for a rollback, or an upgrade's. */
public final class SchemaChoice {

    public static final SchemaChoice USED = new SchemaChoice("x", Optional.empty());
    public static final SchemaChoice KEPT = new SchemaChoice("z", Optional.empty());

    private final String letter;
    private final Optional<String> token;

    private SchemaChoice(String letter, Optional<String> token) {
        this.letter = letter;
        this.token = token;
    }

    /** One that no other upgrade works in. */
    public static SchemaChoice staged() {
        return new SchemaChoice("y", Optional.of("_" + Ids.next().toString().replace("-", "")));
    }

    /** Its name beside that of the schema in use. */
    String name(String used) {
        return letter + token.orElseGet(() -> used.substring(1));
    }
}
