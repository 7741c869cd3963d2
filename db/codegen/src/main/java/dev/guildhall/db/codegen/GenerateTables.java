package dev.guildhall.db.codegen;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * Migrates a temporary PostgreSQL and writes the classes of its tables and functions. When neither the migrations nor
 * this step has changed since the last time, it leaves what it wrote then.
 */
public final class GenerateTables {

    private static final String PACKAGE = "dev.guildhall.db";

    private GenerateTables() {}

    /** Takes the directory to write to, and the directory of the migrations. */
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[0]);
        String fingerprint = Fingerprint.of(Path.of(arguments[1]));
        Path remembered = target.resolveSibling(target.getFileName() + ".fingerprint");
        if (Files.isDirectory(target) && isSame(remembered, fingerprint)) {
            return;
        }
        Files.deleteIfExists(remembered);
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        try (var postgres = EmbeddedPostgres.startTemporary()) {
            var url = DatabaseUrl.parse(postgres.url(EmbeddedPostgres.DATABASE));
            new Migrator(url, "unused").migrate();
            GenerationTool.generate(configuration(postgres, target));
        }
        Files.writeString(remembered, fingerprint);
    }

    private static boolean isSame(Path remembered, String fingerprint) throws IOException {
        return Files.exists(remembered) && Files.readString(remembered).equals(fingerprint);
    }

    private static Configuration configuration(EmbeddedPostgres postgres, Path target) {
        return new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc()
                        .withDriver("org.postgresql.Driver")
                        .withUrl(postgres.jdbcUrl(EmbeddedPostgres.DATABASE))
                        .withUser(postgres.user())
                        .withPassword(postgres.password()))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withInputSchema("guildhall")
                                .withExcludes(excludes()))
                        .withGenerate(generate())
                        .withTarget(new Target().withPackageName(PACKAGE).withDirectory(target.toString())));
    }

    /** Flyway's own table, and the functions that only migrations and other functions call. */
    private static String excludes() {
        return "flyway_schema_history|isolate|require_.*|workspace_schema|schema_.*|enter_workspace_schema"
                + "|claim_prefix|execute_extension_script|others_objects|isolate_workspace_schema"
                + "|grant_to_extensions";
    }

    private static Generate generate() {
        return new Generate()
                .withImplicitJoinPathsToOne(false)
                .withImplicitJoinPathsToMany(false)
                .withPojos(false)
                .withDaos(false);
    }
}
