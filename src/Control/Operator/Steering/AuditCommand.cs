using GridFlow.Control.CommandLine;
using GridFlow.V1;

namespace GridFlow.Control.Operator.Steering;

/// <summary><c>gridflow audit</c>.</summary>
internal static class AuditCommand
{
    public static async Task<int> RunAsync(AuditArguments arguments, OperatorContext context)
    {
        var response = await context.Client.Service.ListAuditRecordsAsync(new ListAuditRecordsRequest { Limit = arguments.Limit }, context.Client.Once);
        context.Answer(response, console =>
        {
            if (response.Records.Count == 0)
            {
                console.Show("Nobody has steered this group yet.");
            }

            foreach (var record in response.Records)
            {
                console.Show(Line(record));
            }
        });
        return ExitCode.Done;
    }

    private static string Line(AuditRecord record)
    {
        var target = record.Target.Length == 0 ? "" : $" {OperatorText.Safe(record.Target)}";
        var revision = record.Revision == 0 ? "" : $" revision {record.Revision}";
        var reason = record.Reason.Length == 0 ? "" : $" \"{OperatorText.Safe(record.Reason)}\"";
        var result = record.Result == "OK" ? "[green]OK[/]" : $"[red]{OperatorText.Safe(record.Result)}[/]";
        return $"[grey]{OperatorText.Time(record.At)}[/] [bold]{OperatorText.Safe(record.User)}[/] {OperatorText.Safe(record.Call)}{target}: {result}{revision}{reason} [grey]from {OperatorText.Safe(record.Address)} on {OperatorText.Safe(record.InstanceId)}[/]";
    }
}
