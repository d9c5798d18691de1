using GridFlow.Control.CommandLine;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Steering;

/// <summary><c>gridflow threshold get | set | reset</c>.</summary>
internal static class ThresholdCommand
{
    public static async Task<int> RunAsync(ThresholdArguments arguments, OperatorContext context)
    {
        if (arguments.Task == ThresholdTask.Get)
        {
            var thresholds = await context.Client.Service.GetThresholdsAsync(new GetThresholdsRequest(), context.Client.Once);
            context.Answer(thresholds, console => console.Show(ThresholdView.All(thresholds, context.Now)));
            return ExitCode.Done;
        }

        var request = new SetThresholdRequest { Threshold = Threshold(arguments), Reason = arguments.Reason, Remove = arguments.Task == ThresholdTask.Reset };
        var response = await context.Client.Service.SetThresholdAsync(request, context.Client.Once);
        context.Answer(response, console =>
        {
            foreach (var line in ThresholdView.Changed(request, response))
            {
                console.Show(line);
            }
        });
        return ExitCode.Done;
    }

    private static Threshold Threshold(ThresholdArguments arguments)
    {
        var threshold = new Threshold { Sigma = arguments.Sigma };
        if (arguments.MeterId is { } meter)
        {
            threshold.MeterId = meter;
        }
        else if (arguments.Channel != Channel.Unspecified)
        {
            threshold.Channel = arguments.Channel;
        }
        else
        {
            threshold.Global = true;
        }

        return threshold;
    }
}
