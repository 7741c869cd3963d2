package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocaleTest {

    @TempDir
    Path directory;

    @Test
    void startsAndServesOnATurkishSystem() throws Exception {
        try (var product = RunningProduct.start(directory.resolve("data"), "-Duser.language=tr", "-Duser.country=TR")) {
            var admin = product.signInAsAdmin();

            var request = new JsonObject()
                    .put("key", "illustrations")
                    .put("name", "Istanbul Illustrations")
                    .put("plan", "TEAM");
            var id = admin.post("/api/workspaces", request).expect(200).data().getString("id");

            assertThat(admin.get("/api/workspaces/" + id).expect(200).data().getString("name"))
                    .isEqualTo("Istanbul Illustrations");
        }
    }
}
