using GridFlow.Control.CommandLine;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Status;

/// <summary><c>gridflow status</c>.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(OperatorContext context)
    {
        var status = await context.Client.Service.GetStatusAsync(new GetStatusRequest(), context.Client.Once);
        context.Answer(status, console => console.Show(StatusView.Render(status, context.Now)));
        // As /readyz has it. A server that is away is a condition, which the pipeline bears and shows.
        return status.State is PipelineState.Running or PipelineState.Paused ? ExitCode.Done : ExitCode.Failed;
    }
}
