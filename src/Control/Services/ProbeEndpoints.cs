using System.Globalization;
using GridFlow.Control.Hosting;

namespace GridFlow.Control.Services;

/// <summary>What an orchestrator asks, as text that a person can read too.</summary>
internal static class ProbeEndpoints
{
    /// <summary>Path of liveness.</summary>
    public const string Alive = "/healthz";

    /// <summary>Path of readiness.</summary>
    public const string Ready = "/readyz";

    /// <summary>
    /// <c>/healthz</c>: start this instance again? Only when a stage is stuck, never for a server that is away. <c>/readyz</c>: does it do all that is its to do?
    /// </summary>
    public static void MapProbes(this WebApplication app)
    {
        app.MapGet(Alive, (InstanceState instance) =>
        {
            var stuck = instance.Stuck();
            return stuck.Count == 0
                ? Results.Text("alive\n")
                : Results.Text(string.Concat(stuck.Select(Line)), statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        app.MapGet(Ready, (InstanceState instance) =>
        {
            var status = instance.GetStatus();
            var word = status.State.ToString().ToUpperInvariant();
            var line = string.Join('\n', [status.IsReady && status.IsStandby ? "STANDBY" : word, .. status.Conditions]) + "\n";
            return Results.Text(line, statusCode: status.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    private static string Line(Topology.StuckStage stage) =>
        string.Create(CultureInfo.InvariantCulture, $"stuck: {stage.Name} has had work since {stage.Since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} and has not moved\n");
}
