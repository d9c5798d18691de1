using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.Demo;
using GridFlow.Control.Terminal;
using GridFlow.Telemetry;
using GridFlow.Telemetry.Tracing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace GridFlow.Control.Metrics.Otlp;

/// <summary>What a collector gets of a running instance, in OTLP's own protobuf.</summary>
public sealed class OtlpExportTests
{
    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task Export_ARunningInstance_SendsMetricsTracesAndExemplarsThatFitTogether(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc: protocol == "grpc");
        var result = await RunAsync(
            $"--Telemetry:OtlpEndpoint={receiver.Url}", $"--Telemetry:OtlpProtocol={protocol}", "--Telemetry:OtlpHeaders=authorization=Bearer of-a-test", "--Telemetry:OtlpInterval=1s",
            "--Telemetry:TraceSampleRatio=1", "--Telemetry:MaxTracesPerSecond=100");

        Assert.True(result.Drained);
        var resource = receiver.Traces.SelectMany(request => request.ResourceSpans).First().Resource.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
        Assert.Equal(("gridflow", ProductVersion.Text), (resource["service.name"], resource["service.version"]));
        Assert.StartsWith("gridflow-", resource["service.instance.id"], StringComparison.Ordinal);
        Assert.All(receiver.Authorizations, value => Assert.Equal("Bearer of-a-test", value));

        // Every trace is whole: a root, and its stages inside of it.
        var traces = receiver.Spans.GroupBy(span => span.TraceId).ToList();
        Assert.NotEmpty(traces);
        Assert.All(traces, trace =>
        {
            var root = Assert.Single(trace, span => span.ParentSpanId.IsEmpty);
            Assert.Equal("process sensor-readings", root.Name);
            Assert.Superset(new HashSet<string> { "poll sensor-readings", "decode", "detect", "commit sensor-readings" }, trace.Select(span => span.Name).ToHashSet());
            Assert.All(trace, span => Assert.True(
                span.StartTimeUnixNano >= root.StartTimeUnixNano && span.EndTimeUnixNano <= root.EndTimeUnixNano && span.StartTimeUnixNano <= span.EndTimeUnixNano, $"{span.Name} is not inside of its root"));
        });
        Assert.Contains(receiver.Spans, span => span.Name == "send anomalies");

        var metrics = receiver.Instruments.ToList();
        Assert.Superset(new HashSet<string> { "gridflow_readings_consumed", "process.cpu.time", "dotnet.gc.collections", "gridflow_otlp_exports" }, metrics.Select(metric => metric.Name).ToHashSet());
        // With everything running, no metric has a label that the page does not give it.
        Assert.All(metrics.Where(metric => !metric.Name.StartsWith("dotnet.", StringComparison.Ordinal)), metric => Assert.Subset(
            MetricNotes.All.Single(note => note.Instrument == metric.Name).Labels.Select(label => label.Key).ToHashSet(), OtlpReceiver.LabelsOf(metric).ToHashSet()));
        Assert.Contains(metrics, metric => metric.Name == "gridflow_consumer_lag_readings" && OtlpReceiver.LabelsOf(metric).Contains("partition"));
        Exemplars(receiver, "gridflow_processing_seconds");
        Exemplars(receiver, "gridflow_detection_latency_seconds");
    }

    [Fact]
    public async Task Export_CollectorIsNotThere_EverythingElseGoesOnAndTheExitIsNotHeldUp()
    {
        // The port of a receiver that is gone.
        string url;
        await using (var gone = await OtlpReceiver.StartAsync(grpc: false))
        {
            url = gone.Url;
        }

        var result = await RunAsync($"--Telemetry:OtlpEndpoint={url}", "--Telemetry:OtlpProtocol=http", "--Telemetry:OtlpInterval=1s", "--Telemetry:TraceSampleRatio=1");
        Assert.True(result.Drained);
        Assert.True(result.Summary.ReadingsConsumed > 0);
    }

    [Fact]
    public async Task Shutdown_CollectorTakesConnectionsAndNeverAnswers_IsOverSoonForBothSignals()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var services = new ServiceCollection();
        var options = new TelemetryOptions { OtlpEndpoint = $"http://{silent.LocalEndpoint}", OtlpProtocol = OtlpProtocol.Http, OtlpTimeout = TimeSpan.FromSeconds(10), TraceSampleRatio = 1 };
        services.AddOtlpExport(options, "gridflow-1", new ConditionBoard(NullLogger.Instance));
        var provider = services.BuildServiceProvider();
        Assert.NotNull(provider.GetService<MeterProvider>());
        Assert.NotNull(provider.GetService<TracerProvider>());
        using var source = new ActivitySource(BatchTracer.SourceName);
        source.StartActivity("of a test")!.Dispose();

        var began = TimeProvider.System.GetTimestamp();
        await OtlpExport.ShutdownAsync(provider);
        await provider.DisposeAsync();
        // Five seconds for each provider by themselves; one for both, and a busy machine.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3.5));
        Assert.True(silent.Pending());
    }

    [Fact]
    public void Note_FailuresAndThenSuccess_ShowsAndClearsEachSignalAndCountsSpans()
    {
        using var recorder = new TestKit.InstrumentRecorder();
        var conditions = new ConditionBoard(NullLogger.Instance);
        using var watch = recorder.Create(() => new OtlpWatch("http://collector:4317", conditions));

        Assert.Equal(ExportResult.Failure, watch.Note(OtlpWatch.Traces, ExportResult.Failure, 12));
        watch.Note(OtlpWatch.Metrics, ExportResult.Failure, 80);
        recorder.Read();
        Assert.Equal(2, conditions.Sentences.Count(sentence => sentence.Contains("http://collector:4317", StringComparison.Ordinal) && sentence.Contains("OtlpEndpoint", StringComparison.Ordinal)));
        Assert.Equal((12, 1, 1), (recorder.Values["gridflow_otlp_lost_spans"], recorder.Values["gridflow_otlp_exports signal=traces outcome=failed"], recorder.Values["gridflow_otlp_exports signal=metrics outcome=failed"]));

        watch.Note(OtlpWatch.Metrics, ExportResult.Success, 80);
        Assert.Equal("OTLP traces", Assert.Single(conditions.Subjects));
    }

    private static void Exemplars(OtlpReceiver receiver, string metric)
    {
        var exemplars = receiver.ExemplarsOf(metric).ToList();
        Assert.NotEmpty(exemplars);
        var roots = receiver.Spans.Where(span => span.ParentSpanId.IsEmpty).Select(span => (span.TraceId, span.SpanId)).ToHashSet();
        Assert.All(exemplars, exemplar => Assert.Contains((exemplar.TraceId, exemplar.SpanId), roots));
    }

    private static async Task<DemoResult> RunAsync(params string[] settings)
    {
        var directory = Path.Combine(Path.GetTempPath(), $"gridflow-otlp-{Guid.NewGuid():N}");
        var arguments = new DemoArguments(TimeSpan.FromSeconds(4), 200, 50, 0.02, 3, true, true, directory);
        var configuration = ConfigurationSources.Read(null, ["--Control:GrpcPort=0", "--Control:HttpPort=0", "--Telemetry:MetricsPort=0", .. settings]);
        try
        {
            return await DemoCommand.RunAsync(
                arguments, configuration, new PlainScreen(TextWriter.Null, TimeProvider.System), live: false, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
