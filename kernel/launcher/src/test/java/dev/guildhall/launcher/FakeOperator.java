package dev.guildhall.launcher;

import dev.guildhall.db.migration.Migrator;
import java.nio.file.Path;
import java.util.List;

/** Remembers what it was asked for. */
final class FakeOperator implements OperatorCommand {

    String password;

    @Override
    public List<Finding> check(Configuration configuration) {
        return List.of(
                Finding.good("settings", "each is as it must be"), Finding.bad("disk", "0.1 GiB free; make room"));
    }

    @Override
    public Migrator.Migrated migrate(Configuration configuration) {
        return new Migrator.Migrated(null, null, "7", 3);
    }

    @Override
    public void resetPassword(Configuration configuration, String email, String password) {
        this.password = password;
    }

    @Override
    public KeyRotation.Rotated rotateMasterKey(Configuration configuration) {
        return new KeyRotation.Rotated(
                12, Path.of("master.key"), configuration.masterKey().isEmpty());
    }
}
