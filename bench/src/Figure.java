import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;

/** What is measured: its name, how, and its value in each round. */
record Figure(String name, Measure measure, List<Double> values) {
    private static final int ROUNDS = 3;

    /** Takes the figure once. */
    interface Measure {
        double take() throws Exception;
    }

    Figure(String name, Measure measure) {
        this(name, measure, new ArrayList<>());
    }

    /** Takes each figure once to warm up, and then all of them in each round. */
    static void take(List<Figure> figures) throws Exception {
        for (Figure figure : figures) {
            figure.measure().take();
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Figure figure : figures) {
                figure.values().add(figure.measure().take());
            }
        }
    }

    double median() {
        return median(values);
    }

    /** The median of the rounds' own ratios: what disturbs a round disturbs both sides of it. */
    double ratio(Figure other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ratios.add(values.get(round) / other.values().get(round));
        }
        return median(ratios);
    }

    /** One line: the median, and the ratio to the floor. */
    String line(Figure floor) {
        return String.format(ROOT, "  %-50s %8.0f/s %8.2f of the floor", name, median(), ratio(floor));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
