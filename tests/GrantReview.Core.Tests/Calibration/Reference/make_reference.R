# Makes the reference numbers of the calibration tests: Rscript make_reference.R (in this folder).
# R 4.2.2, lme4 1.1-31, psych 2.2.9, jsonlite. The optimiser's answer is polished by Newton's method on the deviance function with central differences,
# because lme4's own stopping rules leave the variances at six to seven digits.
suppressMessages({library(lme4); library(jsonlite)})

reference <- function(data) {
  one_way <- length(unique(data$expert)) == nrow(data)
  formula <- if (one_way) score ~ 1 + (1 | application) else score ~ 1 + (1 | application) + (1 | expert)
  control <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE, check.conv.singular = "ignore",
                         optCtrl = list(xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-12, ftol_rel = 1e-15, maxeval = 1e5))
  model <- lmer(formula, data, control = control)
  deviance <- lmer(formula, data, control = control, devFunOnly = TRUE)
  theta <- getME(model, "theta")
  theta[theta < 1e-6] <- 0 # lme4 stops near the edge, not on it
  free <- which(theta > 0)
  for (round in 1:6) if (length(free)) {
    h <- 1e-3 * theta[free]; k <- length(free); g <- numeric(k); H <- matrix(0, k, k)
    f <- function(d) { t <- theta; t[free] <- t[free] + d; deviance(t) }
    for (i in 1:k) {
      e <- replace(numeric(k), i, h[i])
      g[i] <- (8 * (f(e) - f(-e)) - (f(2 * e) - f(-2 * e))) / (12 * h[i])
      for (j in 1:k) { d <- replace(numeric(k), j, h[j]); H[i, j] <- (f(e + d) - f(e - d) - f(-e + d) + f(-e - d)) / (4 * h[i] * h[j]) }
    }
    theta[free] <- theta[free] - solve(H, g)
  }
  # The model at the polished theta, by hand from its pieces: posterior of (u, mu) with the variances taken as known.
  criterion <- deviance(theta)
  Z <- as.matrix(t(getME(model, "Zt"))); y <- data$score; n <- length(y)
  groups <- names(getME(model, "cnms")); Gp <- getME(model, "Gp")
  ratio <- unlist(lapply(seq_along(groups), function(i) rep(theta[i], Gp[i + 1] - Gp[i])))
  V <- diag(n) + Z %*% (ratio^2 * t(Z)); P <- solve(V); one <- rep(1, n); vx <- P %*% one; m <- sum(vx)
  mu <- sum(vx * y) / m; r <- P %*% (y - mu); sigma2 <- sum((y - mu) * r) / (n - 1)
  u <- ratio^2 * as.vector(t(Z) %*% r)
  PP <- P - vx %*% t(vx) / m
  C <- diag(ratio^2, length(ratio)) - (ratio^2 * t(Z)) %*% PP %*% t(ratio^2 * t(Z))
  toMean <- -(ratio^2 * as.vector(t(Z) %*% vx)) / m
  side <- function(name) {
    i <- match(name, groups); if (is.na(i)) return(NULL)
    at <- (Gp[i] + 1):Gp[i + 1]; ids <- rownames(ranef(model)[[name]])
    effect <- u[at]; pev <- pmax(0, diag(C)[at]) * sigma2
    withMean <- (pmax(0, diag(C)[at]) + 2 * toMean[at] + 1 / m) * sigma2
    rank <- if (theta[i] > 0) sapply(seq_along(at), function(a) 1 + sum(sapply(setdiff(seq_along(at), a), function(b)
      pnorm((effect[b] - effect[a]) / sqrt(sigma2 * (C[at[a], at[a]] + C[at[b], at[b]] - 2 * C[at[a], at[b]])))))) else rep((length(at) + 1) / 2, length(at))
    data.frame(id = ids, effect = effect, sd = sqrt(pev), sdWithMean = sqrt(withMean), expectedRank = rank)
  }
  variance <- function(name) { i <- match(name, groups); if (is.na(i)) 0 else theta[i]^2 * sigma2 }
  # Whether experts differ: twice the restricted log-likelihood lost without them, against the even mixture of 0 and chi-squared with one degree of freedom.
  test <- NULL
  if (!one_way) {
    alone <- lmer(score ~ 1 + (1 | application), data, devFunOnly = TRUE)
    without <- min(alone(0), optimize(alone, c(0, 50), tol = 1e-12)$objective)
    statistic <- max(0, without - criterion)
    test <- list(statistic = statistic, p = if (theta[groups == "expert"] == 0) 1 else pchisq(statistic, 1, lower.tail = FALSE) / 2)
  }
  # Reliability of incomplete designs (ten Hove, Jorgensen and van der Ark 2022), from the incidence matrix and the variances above.
  at <- function(name) { i <- match(name, groups); if (is.na(i)) 0 else theta[i]^2 }
  seen <- 1 * (table(data$application, data$expert) > 0); reviews <- rowSums(seen); usual <- 1 / mean(1 / reviews)
  common <- (seen / reviews) %*% t(seen / reviews); q <- 1 / usual - mean(common[row(common) != col(common)])
  reliability <- list(usualReviews = usual, oneScore = at("application") / (at("application") + at("expert") + 1),
                      meanScore = at("application") / (at("application") + (at("expert") + 1) / usual),
                      meanAsAssigned = at("application") / (at("application") + q * at("expert") + 1 / usual))
  list(criterion = criterion, test = test, reliability = reliability, mean = mu, meanStandardError = sqrt(sigma2 / m), applicationVariance = variance("application"),
       expertVariance = variance("expert"), residualVariance = sigma2, applications = side("application"), experts = side("expert"))
}

crossed <- function(seed, applications, experts, each, sd_a, sd_e, sd) {
  set.seed(seed)
  rows <- do.call(rbind, lapply(seq_len(applications), function(a) data.frame(a = a, e = sample(experts, each))))
  a <- rnorm(applications, 0, sd_a); e <- rnorm(experts, 0, sd_e)
  data.frame(application = sprintf("A%03d", rows$a), expert = sprintf("E%03d", rows$e),
             score = round(75 + a[rows$a] + e[rows$e] + rnorm(nrow(rows), 0, sd), 1))
}

panels <- do.call(rbind, lapply(1:4, function(p) {
  d <- crossed(100 + p, 8, 4, 3, 6, 4, 5)
  d$application <- paste0("P", p, d$application); d$expert <- paste0("P", p, d$expert); d }))
unbalanced <- crossed(7, 40, 25, 6, 5, 4, 6); set.seed(8); unbalanced <- unbalanced[sort(sample(nrow(unbalanced), 110)), ]

# Davies and Goldsmith (1972), Statistical Methods in Research and Production, tables 6.1 (dyestuff: yield by batch) and 6.6 (penicillin: zone by plate and sample), as in lme4.
data(Dyestuff, package = "lme4"); data(Dyestuff2, package = "lme4"); data(Penicillin, package = "lme4")
one_way <- function(d) data.frame(application = as.character(d$Batch), expert = sprintf("E%02d", seq_len(nrow(d))), score = d$Yield)
penicillin <- data.frame(application = as.character(Penicillin$sample), expert = as.character(Penicillin$plate), score = Penicillin$diameter)

sets <- list(dyestuff = one_way(Dyestuff), dyestuff2 = one_way(Dyestuff2), penicillin = penicillin, unbalanced = unbalanced, panels = panels,
             "more-experts" = crossed(11, 20, 60, 8, 5, 5, 5), "zero-expert" = crossed(25, 30, 12, 4, 6, 0, 6), "zero-application" = crossed(34, 30, 12, 4, 0, 5, 6))
for (name in names(sets)) {
  d <- sets[[name]]; d <- d[order(d$application, d$expert, method = "radix"), ]
  write.csv(d, paste0(name, ".csv"), row.names = FALSE, quote = FALSE)
  r <- reference(d)
  cat(name, r$criterion, r$applicationVariance, r$expertVariance, r$residualVariance, "\n")
  writeLines(toJSON(r, digits = 15, auto_unbox = TRUE, dataframe = "rows", null = "null"), paste0(name, ".json"))
}

# Reliability: psych's ICC of Shrout and Fleiss (1979), table 2, and of a larger table; Kendall's W with ties from Friedman's test (W = chi2/(m (n - 1))).
suppressMessages(library(psych))
shrout <- matrix(c(9,2,5,8, 6,1,3,2, 8,4,6,8, 7,1,2,6, 10,5,6,9, 6,2,4,7), 6, byrow = TRUE)
set.seed(5); larger <- round(matrix(rnorm(15 * 5, 70, 8), 15) + rnorm(15, 0, 6))
icc <- function(x) { r <- ICC(x, lmer = FALSE)$results; data.frame(form = r$type, value = r$ICC, low = r$"lower bound", high = r$"upper bound") }
kendall <- function(x) { f <- friedman.test(t(x)); list(w = unname(f$statistic) / (ncol(x) * (nrow(x) - 1)), chiSquared = unname(f$statistic), p = f$p.value) }
writeLines(toJSON(list(shrout = list(scores = shrout, icc = icc(shrout), kendall = kendall(shrout)),
                       larger = list(scores = larger, icc = icc(larger), kendall = kendall(larger))), digits = 15, auto_unbox = TRUE), "reliability.json")
