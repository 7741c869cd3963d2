package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SQL of an extension that means harm reaches nothing. */
class ForeignSqlTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;
    private static String lab;
    private static World.Made acme;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
        lab = World.extensionKey();
        world.publish(Lab.jar(lab)
                .file("migrations/V1__notes.sql", Lab.NOTES.formatted(prefix()) + """
                        ;
                        create function $p_spy() returns text language plpgsql as $b$
                        declare found text;
                        begin
                          perform set_config('role', 'none', true);
                          select string_agg(password_hash, ',') into found from guildhall.user_account;
                          return found;
                        end $b$;
                        create function $p_late() returns trigger language plpgsql as $b$
                        begin
                          update guildhall.user_account set full_name = 'owned';
                          return null;
                        end $b$;
                        create constraint trigger $p_late after insert on $p_note deferrable initially deferred
                          for each row execute function $p_late()""".replace("$p_", prefix())));
        acme = world.workspace();
        acme.install(lab, "events.publish").expect(201);
    }

    private static String prefix() {
        return InstallationsTest.prefix(lab);
    }

    private static String attempt(String capability, JsonObject input) {
        try {
            return acme.invoke(lab, lab + capability, input).encode();
        } catch (RuntimeException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    @Test
    void aFunctionReadsNoPasswords() {
        var got = attempt(".sql.query", new JsonObject().put("sql", "select " + prefix() + "spy() as found"));
        assertThat(got).startsWith("refused");
    }

    @Test
    void nestedCommentsFoolNobody() {
        var got = attempt(".sql.query", new JsonObject().put("sql", "/* /* */ select */ reset role"));
        assertThat(got).startsWith("refused");
    }

    @Test
    void aDeferredTriggerChangesNothing() {
        attempt(
                ".sql.transact",
                new JsonObject()
                        .put("statements", new JsonArray().add("insert into " + prefix() + "note (id) values (1)"))
                        .put("emit", "lab.noted"));
        assertThat(BENCH.sql("select from guildhall.user_account where full_name = 'owned'"))
                .isEmpty();
    }
}
