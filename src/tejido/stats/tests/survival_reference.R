# How survival_reference.json was made: R 4.2.2, survival 3.5-3. Rscript survival_reference.R > survival_reference.json
suppressMessages({library(survival); library(jsonlite)})
n <- 120; x <- 42; u <- numeric(10*n); for (i in seq_along(u)) { x <- (16807*x) %% 2147483647; u[i] <- x/2147483647 }
u <- matrix(u, n)
age <- floor(u[,1]*40)+20; group <- as.numeric(u[,2]<0.5); score <- floor(u[,3]*100)/10
entry <- floor(u[,4]*6); stop <- entry + 1 + floor(u[,5]*30/(1+group)); event <- as.numeric(u[,6]<0.6)
stratum <- floor(u[,7]*3); people <- 1+floor(u[,8]*4); cause <- ifelse(event==1, 1+(u[,9]<0.4), 0); cluster <- floor(u[,10]*20)
half <- people/2+0.25*(people==3)
ctl <- coxph.control(eps=1e-13, iter.max=100, toler.chol=1e-14)
out <- list(sums=c(sum(age),sum(group),sum(score),sum(entry),sum(stop),sum(event),sum(stratum),sum(people),sum(cause),sum(cluster)))
one <- function(name, fit, nd=data.frame(age=40,group=1,score=5)) {
 z <- lapply(c("km","identity","log","rank"), function(tr) unname(cox.zph(fit, transform=tr)$table[,1])); names(z) <- c("km","identity","log","rank")
 s <- survfit(fit, newdata=nd, conf.type="log-log"); k <- which(s$n.event>0); k<-k[c(1,length(k)%/%2,length(k))]
 cc <- concordance(fit); sc <- as.matrix(residuals(fit,"schoenfeld")); m <- residuals(fit,"martingale")
 r <- list(coef=unname(coef(fit)), se=unname(sqrt(diag(fit$var))), naive=unname(sqrt(diag(if(is.null(fit$naive.var)) fit$var else fit$naive.var))), loglik=fit$loglik, score=fit$score, wald=unname(fit$wald.test),
  zph=z, c=unname(cc$concordance), c_se=unname(sqrt(cc$var)), pairs=unname(c(cc$count[1:3])), times=s$time[k], surv=as.vector(s$surv)[k], cum=as.vector(s$cumhaz)[k], cum_se=as.vector(s$std.err)[k], low=as.vector(s$lower)[k], high=as.vector(s$upper)[k],
  mart=unname(m[1:4]), mart2=sum(m^2), schoen=unname(colSums(abs(sc))))
 if (is.matrix(cc$count)) r$pairs <- unname(colSums(cc$count)[1:3])
 out[[name]] <<- r
}
for (t in c("efron","breslow")) {
 one(paste0("plain_",t), coxph(Surv(stop,event)~age+group+score, ties=t, control=ctl))
 one(paste0("late_",t), coxph(Surv(entry,stop,event)~age+group+score, ties=t, control=ctl))
 one(paste0("strata_",t), coxph(Surv(entry,stop,event)~age+group+score+strata(stratum), ties=t, control=ctl), data.frame(age=40,group=1,score=5,stratum=1))
 one(paste0("weights_",t), coxph(Surv(entry,stop,event)~age+group+score, weights=people, ties=t, control=ctl))
 one(paste0("halves_",t), coxph(Surv(stop,event)~age+group+score, weights=half, ties=t, control=ctl))
 one(paste0("cluster_",t), coxph(Surv(entry,stop,event)~age+group+score+strata(stratum), weights=people, cluster=cluster, ties=t, control=ctl), data.frame(age=40,group=1,score=5,stratum=1))
 r <- rep(1:n, people); one(paste0("repeated_",t), coxph(Surv(entry[r],stop[r],event[r])~age+group+score, ties=t, control=ctl, data=data.frame(age=age[r],group=group[r],score=score[r])))
}
pick <- function(k) k[c(1,2,length(k)%/%2,length(k)-1,length(k))]
curve <- function(name, y, w, ct, robust=FALSE) { s <- if(robust) survfit(y~1, weights=w, conf.type=ct, robust=TRUE, id=1:n) else survfit(y~1, weights=w, conf.type=ct, robust=FALSE); k <- pick(which(s$n.event>0))
 se <- if(robust) s$std.err[k] else (s$std.err*s$surv)[k]
 out[[name]] <<- list(time=s$time[k], surv=s$surv[k], se=se, low=s$lower[k], high=s$upper[k], n=s$n.risk[k], d=s$n.event[k], H=s$cumhaz[k], Hse=s$std.chaz[k], q=unname(summary(s)$table[c("median","0.95LCL","0.95UCL")]), quart=unname(unlist(quantile(s,c(.25,.75))))) }
yl <- Surv(entry,stop,event); y <- Surv(stop,event); ones <- rep(1,n)
for (ct in c("log","log-log","plain","logit","arcsin")) curve(paste0("km_",ct), y, ones, ct)
curve("km_late", yl, ones, "log-log"); curve("km_people", yl, people, "log"); curve("km_robust", yl, half, "log-log", TRUE)
s <- survfit(yl~1, ctype=2); k <- pick(which(s$n.event>0)); out$fh <- list(H=s$cumhaz[k], se=s$std.chaz[k])
for (g in 0:1) { s <- survfit(y~1, subset=group==g); out[[paste0("rmst",g)]] <- unname(summary(s, rmean=12)$table[c("rmean","se(rmean)")]) }
s <- survfit(yl~1, weights=people); out$rmst_late <- unname(summary(s, rmean=20)$table[c("rmean","se(rmean)")])
f <- factor(cause,0:2)
aj <- function(name, y, id, ct, w=NULL) { s <- if(is.null(w)) survfit(y~1,id=id,conf.type=ct) else survfit(y~1,id=id,conf.type=ct,weights=w); k <- pick(which(rowSums(s$n.event)>0)); out[[name]] <<- list(time=s$time[k], p=s$pstate[k,2:3], se=s$std.err[k,2:3], low=s$lower[k,2:3], high=s$upper[k,2:3], surv=s$pstate[k,1], n=s$n.risk[k,1]) }
aj("aj_plain", Surv(stop,f), 1:n, "log-log"); aj("aj_late", Surv(entry,stop,f), 1:n, "log"); aj("aj_robust", Surv(stop,f), 1:n, "plain", half)
r <- rep(1:n,people); aj("aj_people", Surv(entry[r],stop[r],f[r]), seq_along(r), "log-log")
sd <- function(name, s) out[[name]] <<- list(chi=s$chisq, p=s$pvalue, o=if(is.matrix(s$obs)) rowSums(s$obs) else s$obs, e=if(is.matrix(s$exp)) rowSums(s$exp) else s$exp, v=s$var)
sd("lr2", survdiff(y~group)); sd("lr3", survdiff(y~stratum)); sd("lr3_strata", survdiff(y~stratum+strata(group))); sd("lr_rho", survdiff(y~stratum, rho=1)); sd("lr_rho_half", survdiff(y~stratum+strata(group), rho=.5))
r <- rep(1:n,people); sd("lr_people", survdiff(Surv(stop[r],event[r])~stratum[r]))
cat(toJSON(out, digits=NA, auto_unbox=TRUE, na="null"), "\n")
