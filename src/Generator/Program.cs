using GridFlow.Generator;

using var interrupts = new Interrupts();
return await CommandLine.InvokeAsync(
    args,
    Console.Out,
    Console.Error,
    TimeProvider.System,
    (settings, cancellationToken) => new GeneratorRun(settings, Views.Choose(settings, Console.Out, Console.Error), TimeProvider.System).RunAsync(cancellationToken),
    interrupts.Token);
