package dev.guildhall.launcher;

import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Setting.Kind;
import java.util.ArrayList;
import picocli.CommandLine.Model.OptionSpec;

/** Settings as options of a command. */
final class Options {

    private Options() {}

    static OptionSpec of(Setting<?> setting) {
        var lines = new ArrayList<>(setting.description().lines().toList());
        var fallback = setting.fallback();
        lines.add(fallback == null ? setting.variable() : setting.variable() + ", default: " + fallback);
        var option = OptionSpec.builder(setting.flag())
                .type(String.class)
                .paramLabel(setting.label())
                .defaultValue(fallback)
                .description(lines.toArray(String[]::new));
        if (setting.kind() == Kind.SWITCH) {
            option.arity("0..1").fallbackValue("true");
        }
        return option.build();
    }
}
