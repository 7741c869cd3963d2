package dev.guildhall.archive;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An extension that stores books, who has lent them, and a word in its small state; and that can be given a secret. */
final class Library {

    private static final String TABLES = """
            create table $p_book (
              id bigint generated always as identity primary key, title text not null, price numeric, added timestamptz,
              letters bytea, shelf double precision, notes jsonb, words tsvector generated always as
              (to_tsvector('simple', title)) stored);
            create table $p_loan (
              book bigint not null references $p_book (id), reader uuid not null, place uuid not null,
              primary key (book, reader));
            create table $p_log (text text);
            insert into $p_book (title) values ('What the migration brings');
            create function $p_written() returns trigger language plpgsql as
              'begin insert into $p_log values (new.title); return new; end';
            create trigger $p_logged after insert on $p_book for each row execute function $p_written();
            """;

    private static final String BODY = """
            public Future<Void> start(WorkspaceContext workspace, Handlers handlers) throws Exception {
                var key = new String(getClass().getResourceAsStream("/key.txt").readAllBytes());
                handlers.capability(key + ".sql.run", call -> call.input().getBoolean("reads", false)
                        ? workspace.storage().query(call.input().getString("sql"))
                                .map(rows -> new JsonObject().put("rows", new JsonArray(rows)))
                        : workspace.storage().execute(call.input().getString("sql"))
                                .map(count -> new JsonObject().put("count", count)));
                handlers.capability(key + ".word.keep", call -> workspace.state()
                        .put("word", new JsonObject().put("said", call.input().getString("word")))
                        .map(kept -> new JsonObject()));
                return Future.succeededFuture();
            }
            """;

    /** A public key that nothing is signed with. */
    static final String KEY = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    private final String key;

    private Library(String key) {
        this.key = key;
    }

    /** Puts it into the catalogue. */
    static Library publish(TestProduct product) {
        var library = new Library(TestProduct.name("library"));
        product.publish(library.artifact());
        return library;
    }

    /** What it is made of; always the same. */
    byte[] artifact() {
        return jar().bytes();
    }

    /** Another one of the same version. */
    byte[] changed() {
        return jar().file("changed.txt", "changed").bytes();
    }

    private ExtensionJar jar() {
        return ExtensionJar.of(key, "1.0.0")
                .file("key.txt", key)
                .file("migrations/V1__books.sql", TABLES.replace("$p", prefix()))
                .provides(key + ".sql.run")
                .provides(key + ".word.keep")
                .manifest(
                        "configSchema",
                        new JsonObject()
                                .put("type", "object")
                                .put(
                                        "properties",
                                        new JsonObject()
                                                .put(
                                                        "token",
                                                        new JsonObject()
                                                                .put("type", "string")
                                                                .put("writeOnly", true))))
                .extension(BODY);
    }

    String key() {
        return key;
    }

    private String prefix() {
        return key.replace('-', '_');
    }

    void install(TestWorkspace workspace) {
        install(workspace, new JsonObject());
    }

    void install(TestWorkspace workspace, JsonObject config) {
        workspace
                .asOwner()
                .post(
                        workspace.path() + "/extensions",
                        new JsonObject()
                                .put("extensionKey", key)
                                .put("config", config)
                                .put("grantedNames", JsonArray.of("*")))
                .expect(201);
    }

    /** Runs SQL in which {@code $p} is what names of tables begin with. */
    void run(TestWorkspace workspace, String sql) {
        workspace
                .invoke(key + ".sql.run", new JsonObject().put("sql", sql.replace("$p", prefix())))
                .expect(200);
    }

    JsonArray rows(TestWorkspace workspace, String sql) {
        return workspace
                .invoke(key + ".sql.run", new JsonObject().put("reads", true).put("sql", sql.replace("$p", prefix())))
                .expect(200)
                .data()
                .getJsonArray("rows");
    }

    void keep(TestWorkspace workspace, String word) {
        workspace.invoke(key + ".word.keep", new JsonObject().put("word", word)).expect(200);
    }
}
