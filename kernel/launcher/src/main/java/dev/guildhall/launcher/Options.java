package dev.guildhall.launcher;

import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Setting.Kind;
import java.util.ArrayList;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What commands are given: settings, options of their own, and arguments. */
final class Options {

    private Options() {}

    static OptionSpec of(Setting<?> setting) {
        var lines = new ArrayList<>(setting.description().lines().toList());
        var fallback = setting.fallback();
        var variables = setting.kind() == Kind.SECRET
                ? setting.variable() + ", or " + Variables.ofFile(setting) + " with the name of a file that it is in"
                : setting.variable();
        lines.add(fallback == null ? variables : variables + ", default: " + fallback);
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

    /** An option of a command's own, with a value. */
    static OptionSpec.Builder own(String label, String description, String name) {
        return OptionSpec.builder(name).type(String.class).paramLabel(label).description(description);
    }

    static OptionSpec.Builder flag(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).arity("0").description(description);
    }

    static PositionalParamSpec argument(String label, int index, String description) {
        return PositionalParamSpec.builder()
                .type(String.class)
                .paramLabel(label)
                .index(Integer.toString(index))
                .required(true)
                .arity("1")
                .description(description)
                .build();
    }
}
