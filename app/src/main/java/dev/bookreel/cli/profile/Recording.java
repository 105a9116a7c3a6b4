package dev.bookreel.cli.profile;

import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Phase;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.PipelineListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Records and, when it is closed, prints. */
final class Recording implements Profile {
  /** So many statements are shown. */
  private static final int SLOWEST = 5;

  private final PrintWriter err;
  private final LongSupplier ticker;
  private final Spans steps = new Spans();
  private final Map<String, Spans> loads = new LinkedHashMap<>();
  private final Map<String, Spans> questions = new LinkedHashMap<>();
  private final List<Statement> slowest = new ArrayList<>();

  /** What a thread's statements are part of. */
  private final ThreadLocal<String> during = ThreadLocal.withInitial(() -> "");

  /**
   * @param age how long the process has been running
   */
  Recording(PrintWriter err, LongSupplier ticker, Duration age) {
    this.err = err;
    this.ticker = ticker;
    steps.begin("starting", ticker.getAsLong() - age.toNanos());
  }

  static Duration processAge() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()))
        .orElse(Duration.ZERO);
  }

  @Override
  public synchronized void step(String name) {
    steps.begin(name, ticker.getAsLong());
  }

  @Override
  public synchronized void close() {
    steps.end(ticker.getAsLong());
    new Report(err).print(steps, loads, questions, slowest);
  }

  private static String name(Delivery delivery) {
    return delivery.table() + " of " + delivery.deliveredAt();
  }

  private synchronized void begin(Map<String, Spans> of, String name, String part) {
    during.set(name + ", " + part);
    of.computeIfAbsent(name, it -> new Spans()).begin(part, ticker.getAsLong());
  }

  private synchronized void end(Map<String, Spans> of, String name) {
    during.remove();
    of.computeIfAbsent(name, it -> new Spans()).end(ticker.getAsLong());
  }

  private synchronized void record(String sql, Duration taken, Supplier<String> plan) {
    long nanos = taken.toNanos();
    if (slowest.size() < SLOWEST || nanos > slowest.get(SLOWEST - 1).nanos()) {
      slowest.add(new Statement(nanos, during.get(), sql, plan.get()));
      slowest.sort(Comparator.comparingLong(Statement::nanos).reversed());
      slowest.subList(Math.min(SLOWEST, slowest.size()), slowest.size()).clear();
    }
  }

  @Override
  public PipelineListener before(PipelineListener next) {
    return new PipelineListener() {
      @Override
      public void begins(Delivery delivery, Phase phase) {
        begin(loads, name(delivery), phase.toString());
        next.begins(delivery, phase);
      }

      @Override
      public void ended(Delivery delivery) {
        end(loads, name(delivery));
        next.ended(delivery);
      }

      @Override
      public void asking(Question question) {
        begin(questions, question.id(), "answering");
        next.asking(question);
      }

      @Override
      public void asked(Question question) {
        end(questions, question.id());
        next.asked(question);
      }

      @Override
      public boolean wantsPlans() {
        return true;
      }

      @Override
      public void executed(String sql, Duration taken, Supplier<String> plan) {
        record(sql, taken, plan);
        next.executed(sql, taken, plan);
      }

      @Override
      public void reached(Delivery delivery, Phase phase, double share) {
        next.reached(delivery, phase, share);
      }

      @Override
      public void read(TableName table, String location, long bytesRead, OptionalLong bytes) {
        next.read(table, location, bytesRead, bytes);
      }

      @Override
      public void ended(TableName table, String location) {
        next.ended(table, location);
      }

      @Override
      public void retrying(TableName table, String reason, Duration wait) {
        next.retrying(table, reason, wait);
      }

      @Override
      public void loading(Delivery delivery) {
        next.loading(delivery);
      }

      @Override
      public void loaded(LoadReport report) {
        next.loaded(report);
      }
    };
  }
}
