using GridFlow.Control.CommandLine;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Steering;

/// <summary><c>gridflow pause</c> and <c>gridflow resume</c>.</summary>
internal static class PauseCommand
{
    public static async Task<int> PauseAsync(PauseArguments arguments, OperatorContext context)
    {
        var response = await context.Client.Service.PauseAsync(
            new PauseRequest { Reason = arguments.Reason, Partitions = { arguments.Partitions }, FeederIds = { arguments.Feeders } }, context.Client.Once);
        context.Answer(response, console =>
        {
            foreach (var line in PauseView.Paused(arguments, response))
            {
                console.Show(line);
            }
        });
        return ExitCode.Done;
    }

    public static async Task<int> ResumeAsync(PauseArguments arguments, OperatorContext context)
    {
        var response = await context.Client.Service.ResumeAsync(
            new ResumeRequest { Reason = arguments.Reason, Partitions = { arguments.Partitions }, FeederIds = { arguments.Feeders } }, context.Client.Once);
        context.Answer(response, console =>
        {
            foreach (var line in PauseView.Resumed(arguments, response))
            {
                console.Show(line);
            }
        });
        return ExitCode.Done;
    }
}
