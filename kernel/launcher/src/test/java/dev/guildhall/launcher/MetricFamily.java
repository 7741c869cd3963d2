package dev.guildhall.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A family of metrics as Prometheus reads it in its text format. */
final class MetricFamily {

    private static final Pattern ABOUT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** What the parts of a histogram add. */
    private static final Pattern PART = Pattern.compile("_(?:bucket|sum|count)$");

    private final String name;
    private String type = "untyped";
    private String help = "";
    private final List<Map<String, String>> labels = new ArrayList<>();

    private MetricFamily(String name) {
        this.name = name;
    }

    static Map<String, MetricFamily> read(String text) {
        var families = new LinkedHashMap<String, MetricFamily>();
        text.lines().forEach(line -> {
            var about = ABOUT.matcher(line);
            var sample = SAMPLE.matcher(line);
            if (about.matches()) {
                families.computeIfAbsent(about.group(2), MetricFamily::new).note(about.group(1), about.group(3));
            } else if (sample.matches()) {
                var name = sample.group(1);
                var family =
                        families.containsKey(name) ? name : PART.matcher(name).replaceFirst("");
                families.computeIfAbsent(family, MetricFamily::new)
                        .labels
                        .add(labels(sample.group(2) == null ? "" : sample.group(2)));
            } else {
                throw new AssertionError("This is no line of metrics: " + line);
            }
        });
        return families;
    }

    private void note(String what, String value) {
        if (what.equals("HELP")) {
            help = value;
        } else {
            type = value;
        }
    }

    private static Map<String, String> labels(String text) {
        var labels = new LinkedHashMap<String, String>();
        LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        return labels;
    }

    String name() {
        return name;
    }

    String type() {
        return type;
    }

    String help() {
        return help;
    }

    List<Map<String, String>> labels() {
        return labels;
    }

    /** The names of all labels but those that the type has. */
    Set<String> labelNames() {
        var names = new TreeSet<String>();
        labels.forEach(one -> names.addAll(one.keySet()));
        names.remove("le");
        return names;
    }

    @Override
    public String toString() {
        return name;
    }
}
