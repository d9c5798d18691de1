using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Scenarios.Traffic;
using GridFlow.Simulation;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Runs one scenario from start to judgement.</summary>
internal sealed class ScenarioRun(Scenario scenario, RunOptions options, TimeProvider time, ILoadScreen screen)
{
    // Enough points for a chart, and never so many that looking becomes a load.
    private const int MostSamples = 600;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private bool _interrupted;

    /// <exception cref="ScenarioFailedException">It could not be run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was measured.</exception>
    public async Task<ScenarioResult> RunAsync(CancellationToken stop)
    {
        screen.Say($"{scenario.Name}: {scenario.Summary}");
        await using var stage = await RunStage.StartAsync(scenario, options, time, stop);
        screen.Say(stage.Place.Description);
        var reading = new ReadingStep(Scenario.Reading, stage.Traffic, stage.Clock, Grid(), scenario.PoisonEvery);
        var readings = new LoadPlan(reading, scenario.Readings);
        using var endLoad = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var length = readings.Schedule.Length;
        var interval = TimeSpan.FromTicks(Math.Max(ShortestInterval.Ticks, length.Ticks / MostSamples));
        var sampler = new Sampler(stage, interval, sample => screen.Show(sample, length));
        var context = new ScenarioContext(stage, sampler, endLoad);
        using var endWatching = new CancellationTokenSource();
        var watching = sampler.WatchAsync(endWatching.Token);
        try
        {
            await FillAsync(stage, reading, sampler, stop);
            await WarmUpAsync(stage, context, readings, stop);
            return await MeasureAsync(stage, context, readings, endLoad, stop);
        }
        finally
        {
            await endWatching.CancelAsync();
            await watching;
        }
    }

    private async Task<ScenarioResult> MeasureAsync(RunStage stage, ScenarioContext context, LoadPlan readings, CancellationTokenSource endLoad, CancellationToken stop)
    {
        var plans = new List<LoadPlan> { readings };
        plans.AddRange(scenario.Beside(context));
        plans.ForEach(plan => plan.Step.Stats.PhaseOf = scenario.PhaseOf);
        stage.Reader.Stats.PhaseOf = scenario.PhaseOf;
        screen.Say(readings.Schedule.ToString());
        // Beside is asked for before the load begins, because it may prepare what must not be measured.
        var loads = plans.Select(plan => (Plan: plan, Run: new LoadRun(plan, stage.Clock))).ToList();
        await LoadAsync(stage, context, loads, endLoad, stop);
        return await JudgeAsync(stage, context, loads);
    }

    private SimulationOptions Grid() => new()
    {
        Meters = scenario.Meters,
        EventRate = Math.Min(scenario.Rate, scenario.Meters * 1000.0),
        Seed = options.Seed,
        AnomalyRate = scenario.AnomalyRate,
        StartMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
    };

    private async Task FillAsync(RunStage stage, ReadingStep reading, Sampler sampler, CancellationToken stop)
    {
        screen.Say($"warm-up: {scenario.HistoryRounds} readings of each of {scenario.Meters:N0} meters");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var sending = Task.Run(() => stage.Traffic.HistoryAsync(reading.Grid, scenario.Meters, scenario.HistoryRounds, time, end.Token), CancellationToken.None);
        var began = time.GetTimestamp();
        try
        {
            while (!sending.IsCompletedSuccessfully || sampler.Unread(stage.Traffic.Ends) > 0)
            {
                if (sending.IsFaulted || time.GetElapsedTime(began) > scenario.SettleLimit + TimeSpan.FromMinutes(1))
                {
                    throw new ScenarioFailedException(
                        $"The warm-up does not come to an end: {sending.Exception?.InnerException?.Message ?? $"{sampler.Unread(stage.Traffic.Ends):N0} readings are not committed."}");
                }

                await sampler.LookAsync();
                await Task.Delay(Look, time, stop);
            }
        }
        finally
        {
            // Whoever gives up here takes the producer away next: nobody may be sending with it any more.
            await end.CancelAsync();
            await Task.WhenAny(sending);
        }
    }

    private async Task WarmUpAsync(RunStage stage, ScenarioContext context, LoadPlan readings, CancellationToken stop)
    {
        stage.Clock.Begin();
        var first = new LoadPlan(readings.Step, LoadSimulation.Inject(Math.Max(1, readings.Schedule.RateAt(TimeSpan.Zero)), scenario.WarmUp));
        var load = Task.Run(() => new LoadRun(first, stage.Clock).RunAsync(stop), CancellationToken.None);
        try
        {
            await scenario.WarmUpAsync(context, stop);
        }
        finally
        {
            await load;
        }

        stop.ThrowIfCancellationRequested();
        await context.Sampler.LookAsync();
    }

    private async Task LoadAsync(RunStage stage, ScenarioContext context, List<(LoadPlan Plan, LoadRun Run)> all, CancellationTokenSource endLoad, CancellationToken stop)
    {
        stage.Clock.Begin();
        stage.Reader.Measure();
        context.Sampler.Offered = () => new ReadingLoads(all).Speaking;
        using var endSampling = new CancellationTokenSource();
        var sampling = context.Sampler.RunAsync(endSampling.Token);
        // A thread each: what one load does in a turn of its loop must not make another late.
        var loads = Task.WhenAll(all.Select(load => Task.Run(() => load.Run.RunAsync(endLoad.Token), CancellationToken.None)));
        var alongside = AlongsideAsync(context, endLoad.Token);
        try
        {
            await Task.WhenAll(loads, alongside);
            _interrupted = stop.IsCancellationRequested;
            stage.Traffic.Flush(CancellationToken.None);
            screen.Say(_interrupted ? "interrupted: reporting what was measured" : "settling");
            await (_interrupted ? Task.CompletedTask : SettleAsync(stage, context, stop));
        }
        finally
        {
            await endLoad.CancelAsync();
            await endSampling.CancelAsync();
            await sampling;
        }
    }

    private async Task AlongsideAsync(ScenarioContext context, CancellationToken stop)
    {
        try
        {
            await scenario.AlongsideAsync(context, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The load has ended.
        }
        catch
        {
            // What should have been done was not: going on would measure something else.
            context.EndLoad();
            throw;
        }
    }

    /// <summary>Waits until everything that went in is committed, and the reader has what was said of it.</summary>
    private async Task SettleAsync(RunStage stage, ScenarioContext context, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < scenario.SettleLimit)
        {
            var status = await context.Sampler.LookAsync();
            if (context.Sampler.Unread(stage.Traffic.Ends) == 0 && status is { Conservation.InFlight: 0 } && stage.Clock.Elapsed - stage.Reader.LastAt >= Quiet)
            {
                return;
            }

            try
            {
                await Task.Delay(Look, time, stop);
            }
            catch (OperationCanceledException)
            {
                _interrupted = true;
                return;
            }
        }
    }

    private async Task<ScenarioResult> JudgeAsync(RunStage stage, ScenarioContext context, IReadOnlyList<(LoadPlan Plan, LoadRun Run)> loads)
    {
        await context.Sampler.LookAsync();
        var counts = Tally.Count(stage, context.Sampler, new ReadingLoads(loads));
        await stage.Pipeline.EndAsync(kill: false);
        var measured = new Measured
        {
            Steps = [.. loads.Select(load => load.Plan.Step.Stats), stage.Reader.Stats],
            Samples = context.Sampler.Samples,
            Counts = counts,
            Figures = context.Figures,
            Stops = stage.Pipeline.PoliteStops,
        };
        scenario.Conclude(context, measured);
        measured = measured with { Figures = context.Figures };
        return new ScenarioResult
        {
            Name = scenario.Name,
            Summary = scenario.Summary,
            Load = [.. loads.Select(load => $"{load.Plan.Step.Stats.Name}: {load.Plan.Schedule}")],
            DurationS = Math.Round(stage.Clock.Elapsed.TotalSeconds, 1),
            Interrupted = _interrupted,
            Counts = measured.Counts,
            // Of readings only what was sent is known here: their answer is the anomaly.
            Steps = [.. loads.Where(load => load.Plan.Step is not ReadingStep).Select(load => load.Plan.Step.Stats).Append(stage.Reader.Stats).Select(stats => stats.Result())],
            Thresholds = [.. scenario.Thresholds(stage.Place).Select(threshold => threshold.Judge(measured))],
            Notes = [.. context.Notes, .. loads.SelectMany(load => LoadNotes.Of(load.Plan.Step, load.Run))],
            Events = context.Events,
            Samples = measured.Samples,
            Topics = [stage.Place.Kafka.ReadingsTopic, stage.Place.Kafka.AnomaliesTopic, stage.Place.Kafka.DeadLetterTopic],
        };
    }
}
