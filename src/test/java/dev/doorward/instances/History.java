package dev.doorward.instances;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * What clients asked for at the same time and what they were answered; and whether there is an order of it, one after the
 * other, in which every answer is right and nothing comes before what had ended when it began (Wing and Gong, 1993).
 */
final class History {
    private static final int MOST = 62;

    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();

    /**
     * One request.
     *
     * @param answer nothing where it is not known whether it was done: then it may come at any later time, or never
     */
    record Operation(String request, Optional<String> answer, long begun, long ended) {
        /** Whether it must have its place before another one may, because it had ended by then. */
        boolean isDueBefore(Operation other) {
            return ended < other.begun;
        }

        @Override
        public String toString() {
            return request + " -> " + answer.orElse("?") + " [" + begun / 1_000 + ", "
                    + (answer.isPresent() ? ended / 1_000 : "…") + "]";
        }
    }

    /** What one thing does when it is asked one request after the other. */
    interface Model<S> {
        S initial();

        /** The state after the request, or nothing where the answer cannot be right. An answer that is not known fits always. */
        Optional<S> next(S state, String request, Optional<String> answer);
    }

    /** Runs a request and records it. Nothing of it is recorded where the answer says that nothing was done. */
    void record(String request, Supplier<Outcome> call) {
        long begun = System.nanoTime();
        Outcome outcome = call.get();
        long ended = System.nanoTime();
        switch (outcome) {
            case Outcome.Answered answered ->
                operations.add(new Operation(request, Optional.of(answered.answer()), begun, ended));
            case Outcome.Unknown _ -> operations.add(new Operation(request, Optional.empty(), begun, Long.MAX_VALUE));
            case Outcome.NotDone _ -> {}
        }
    }

    /** How a request ended. */
    sealed interface Outcome {
        record Answered(String answer) implements Outcome {}

        record Unknown() implements Outcome {}

        record NotDone() implements Outcome {}
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Whether there is such an order. */
    <S> boolean isLinearizable(Model<S> model) {
        List<Operation> all = operations();
        if (all.size() > MOST) {
            throw new IllegalArgumentException(all.size() + " operations are too many");
        }
        return new Search<>(model, all).from(0, model.initial());
    }

    private static final class Search<S> {
        private final Model<S> model;
        private final List<Operation> all;
        private final long answered;
        private final Set<Seen> seen = new HashSet<>();

        private record Seen(long placed, Object state) {}

        private Search(Model<S> model, List<Operation> all) {
            this.model = model;
            this.all = all;
            long bits = 0;
            for (int i = 0; i < all.size(); i++) {
                bits |= all.get(i).answer().isPresent() ? 1L << i : 0;
            }
            this.answered = bits;
        }

        /** Whether what has no place yet (a bit of {@code placed} for each that has) can go on from this state. */
        private boolean from(long placed, S state) {
            if ((placed & answered) == answered) {
                return true; // What nobody got an answer to need not have been done.
            }
            if (!seen.add(new Seen(placed, state))) {
                return false;
            }
            for (int i = 0; i < all.size(); i++) {
                if ((placed & 1L << i) == 0 && mayBeNext(placed, all.get(i))) {
                    Optional<S> next =
                            model.next(state, all.get(i).request(), all.get(i).answer());
                    if (next.isPresent() && from(placed | 1L << i, next.get())) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean mayBeNext(long placed, Operation candidate) {
            for (int i = 0; i < all.size(); i++) {
                if ((placed & 1L << i) == 0 && all.get(i).isDueBefore(candidate)) {
                    return false;
                }
            }
            return true;
        }
    }
}
