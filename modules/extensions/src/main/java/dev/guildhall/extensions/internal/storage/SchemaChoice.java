package dev.guildhall.extensions.internal.storage;

import dev.guildhall.core.id.Ids;
import java.util.Optional;

/** Which of the schemas of an extension in a workspace: the one in use, the one kept for a rollback, or an upgrade's. */
public final class SchemaChoice {

    public static final SchemaChoice USED = new SchemaChoice("x", Optional.empty(), true);
    public static final SchemaChoice KEPT = new SchemaChoice("z", Optional.empty(), false);

    /** That in use, for a version that is tried before it is installed and has no tables to be tried on. */
    public static final SchemaChoice WITHOUT_TABLES = new SchemaChoice("x", Optional.empty(), false);

    private final String letter;
    private final Optional<String> token;
    private final boolean isInstalled;

    private SchemaChoice(String letter, Optional<String> token, boolean isInstalled) {
        this.letter = letter;
        this.token = token;
        this.isInstalled = isInstalled;
    }

    /** One that no other upgrade works in. */
    public static SchemaChoice staged() {
        return new SchemaChoice("y", Optional.of("_" + Ids.next().toString().replace("-", "")), false);
    }

    /** Whether only the installed version works there. */
    public boolean isInstalled() {
        return isInstalled;
    }

    /** Its name beside that of the schema in use. */
    String name(String used) {
        return letter + token.orElseGet(() -> used.substring(1));
    }
}
